import type { ContextValues } from "./context.ts";
import { FatalError } from "./errors.ts";
import type { EventLoop } from "./loop.ts";
import { functionNames, showAsText, textForm } from "./text-form.ts";

/** What a step runs: a callback or timer of the loop, or an event that a chooser keeps. */
export interface Runnable {
  /** What it is for, in reports. */
  readonly label?: string | undefined;
  /** The context variables that it sees. */
  readonly contextValues: ContextValues;
  /** Whether it is not to be run after all. */
  readonly cancelled: boolean;
  /** Never throws. */
  run(): void;
}

/**
 * A callback that the loop will run once, unless it is cancelled first.
 *
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.Handle
 */
export class Handle implements Runnable {
  /** What the callback is for, in reports and traces. */
  label: string | undefined;
  /** The context variables that the callback sees: those of the code that scheduled it. Owned by the loop. */
  contextValues: ContextValues = null;

  readonly #loop: EventLoop;
  #callback: ((argument: unknown) => void) | null;
  #argument: unknown;

  static {
    showAsText(this);
  }

  /** Made by the loop: use {@link EventLoop.callSoon} and its like. */
  constructor(loop: EventLoop, callback: (argument: never) => void, argument?: unknown) {
    this.#loop = loop;
    this.#callback = callback as (argument: unknown) => void;
    this.#argument = argument;
    this.label = undefined;
  }

  /** For logs: what it calls; in debug mode with its argument, and where it was scheduled, even once it is cancelled. */
  toString(): string {
    return textForm(this, this.label, () => this.words());
  }

  protected words(): (string | null)[] {
    const { createdAt } = this;
    const callback = this.#callback === null ? null : `callback ${functionNames([this.#callback])}`;
    return [
      this.cancelled ? "cancelled" : null,
      this.#loop.origins?.whatOf(this) ?? callback,
      createdAt === undefined ? null : `made at ${createdAt}`,
    ];
  }

  /** Where it was scheduled, as a line of a stack; known only in debug mode. */
  get createdAt(): string | undefined {
    return this.#loop.origins?.of(this);
  }

  /** What the callback will be called with. */
  get argument(): unknown {
    return this.#argument;
  }

  /** Whether {@link cancel} came before the callback had run. */
  get cancelled(): boolean {
    return this.#callback === null;
  }

  /** The callback will not run. No effect once it has run. */
  cancel(): void {
    this.#callback = null; // and let go of what it holds
    this.#argument = undefined;
  }

  /**
   * Runs the callback; called by the loop alone. What it throws goes to the loop's exception handler, a
   * {@link FatalError} to whoever runs the loop.
   */
  run(): void {
    const callback = this.#callback;
    if (callback === null) return;
    try {
      callback(this.#argument);
    } catch (error) {
      if (error instanceof FatalError) return this.#loop.endRunWith(error);
      this.#loop.callExceptionHandler({ message: "Exception in callback", error, handle: this });
    }
  }
}

/**
 * A callback that runs once the loop's clock has reached {@link when}. Equal deadlines run in order of creation.
 *
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.TimerHandle
 */
export class TimerHandle extends Handle {
  /** The deadline, in milliseconds of the loop's clock. */
  readonly when: number;
  /** Breaks ties: the loop hands out tickets in order of creation. */
  readonly ticket: number;
  /** Whether it waits in the heap. Owned by the heap. */
  queued: boolean = false;

  readonly #discard: (timer: TimerHandle) => void;

  constructor(
    loop: EventLoop,
    when: number,
    ticket: number,
    callback: (argument: never) => void,
    argument: unknown,
    discard: (timer: TimerHandle) => void,
  ) {
    super(loop, callback, argument);
    this.when = when;
    this.ticket = ticket;
    this.#discard = discard;
  }

  protected override words(): (string | null)[] {
    return [`when ${this.when}`, ...super.words()];
  }

  override cancel(): void {
    super.cancel();
    this.#discard(this);
  }
}
