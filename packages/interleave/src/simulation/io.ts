import { emptyFootprint, type Footprint } from "../footprint.ts";
import type { World } from "./world.ts";
import { showValue } from "../report/show-value.ts";
import { SimEvent } from "./event.ts";
import { type Fault, faultsOf, type FaultOptions, type FaultOutcome, type FaultyCall } from "./fault.ts";
import type { Channel } from "./lane.ts";
import { footprintOf, type Touches } from "./touches.ts";

export interface IoOptions extends FaultOptions {
  /** The effect and the response are one moment. Default: the call arrives at one and responds at another. */
  collapse?: boolean;
  /** The response comes no earlier and no later than this after the call, in virtual milliseconds. */
  latency?: readonly [minMs: number, maxMs: number];
  /**
   * `"fifo"`: calls of one channel arrive in the order in which they were made, and respond in the order in which they
   * were answered, as on one connection. Default: `"any"`.
   */
  order?: "any" | "fifo";
  /** The connection, where `order` is `"fifo"`. Default: the name of the call, or of the service. */
  channel?: string;
  /**
   * The effect is real: it runs outside virtual time, and the execution is suspended until it has settled. For embedded
   * databases and their like, whose answer is fixed when they give it.
   */
  external?: boolean;
  /**
   * The shared state that the effect touches, by keys of your choosing: a list of those that it writes, or
   * `{ reads, writes, overwrites }`. Samplers then know which calls race; a call that declares nothing may touch anything. It is said of
   * the moment at which the call arrives: the response touches none of it.
   *
   * @example
   * await sim.io("read the stock", () => stock, { touches: { reads: ["stock"] } });
   * await sim.io("take one", () => stock--, { touches: ["stock"] });
   */
  touches?: Touches;
}

/**
 * Starts a controlled I/O call.
 *
 * It has two moments, each an event: it *arrives* (its effect happens, its answer is fixed) and it *responds* (the
 * caller goes on). One moment alone cannot show a stale answer that overtakes a fresh one, or a write that is lost.
 */
export function startIo<T>(
  world: World,
  name: string,
  effect: () => T | PromiseLike<T>,
  options: IoOptions | undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => start(world, name, effect, options, resolve, reject));
}

/** No part of the closure above, of which there is one for each call: hosts make code faster that is there once. */
function start<T>(...parameters: ConstructorParameters<typeof Arrival<T>>): void {
  const arrival = new Arrival(...parameters);
  // Where arrival and response are one moment, the window is for both.
  if (!arrival.collapse || arrival.isOpen) offer(arrival, arrival.channel?.calls);
  else {
    arrival.whenOpen(() => {
      for (const event of [arrival, ...arrival.siblings]) arrival.world.probe?.waitsFor(event);
      offer(arrival, arrival.channel?.calls);
    });
  }
}

type Answer<T> = { readonly value: T } | { readonly error: unknown };

/** When a response may come, in milliseconds of the loop's clock. */
interface Window {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** A call, whose own moment is that at which it reaches the other side: its effect happens. */
export class Arrival<T = unknown> extends SimEvent implements FaultyCall {
  /** The response, too, shall come behind everything. */
  postponesResponse: boolean = false;
  readonly channel: Channel | undefined;
  readonly faults: readonly FaultOutcome[];
  readonly #effect: () => T | PromiseLike<T>;
  readonly #external: boolean;
  /** What the effect touches, where that is declared. */
  readonly #footprint: Footprint | undefined;
  readonly #window: Window | undefined;
  /** What could happen instead. */
  readonly #siblings: readonly Fault[] = NONE;
  /** As a search has it, where something could. */
  readonly #number: number | undefined;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;
  /** Whose code goes on at the response, as the probe has it. */
  readonly #caller: number | undefined;

  constructor(
    world: World,
    name: string,
    effect: () => T | PromiseLike<T>,
    options: IoOptions | undefined,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    // First what may throw: then there is no event.
    const caller = world.probe?.owner();
    const channel = options?.order === "fifo" ? world.channel(options.channel ?? name) : undefined;
    const faults = faultsOf(name, options);
    const footprint = options?.touches && footprintOf(name, options.touches, world.settings.locations);
    const window = options?.latency && openWindow(world, options.latency);
    super(world, options?.collapse === true ? "io" : "arrive", name, world.owner());
    this.channel = channel;
    this.faults = faults;
    this.#effect = effect;
    this.#external = options?.external === true;
    this.#footprint = footprint;
    this.#window = window;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#caller = caller;
    if (faults.length === 0) return;
    this.#siblings = world.faults.of(this);
    this.#number = world.probe?.idOf(this);
  }

  /** Whether arrival and response are one moment. */
  get collapse(): boolean {
    return this.kind === "io";
  }

  override get footprint(): Footprint | undefined {
    return this.#footprint;
  }

  /** The faults that may still happen instead. */
  override get siblings(): readonly SimEvent[] {
    return this.#siblings.length === 0
      ? this.#siblings
      : this.#siblings.filter((fault) => this.world.faults.mayHappen(fault));
  }

  override run(): void {
    this.#leaves(this);
    this.#reach();
  }

  fails(happened: SimEvent, { lost, reject }: FaultOutcome): void {
    this.#leaves(happened);
    const fail = (): void => {
      if (reject !== undefined) {
        const error = reject();
        this.world.faults.rejects(error);
        this.#answer({ error }, false);
        return;
      }
      this.world.faults.hangs(`${this.name} of ${this.owner}`);
      if (this.#window !== undefined) closeWindow(this.world, this.#window);
    };
    if (lost === "request") fail();
    else this.#reach(fail);
  }

  /** Whether the response may come now. */
  get isOpen(): boolean {
    return this.#window === undefined || this.#window.opensMs <= this.world.loop.time();
  }

  /** Calls back when the response may come, which is later. */
  whenOpen(open: () => void): void {
    this.world.time.openings.add((this.#window as Window).opensMs, this.name, open);
  }

  settle(answer: Answer<T>): void {
    if (this.#window !== undefined) closeWindow(this.world, this.#window);
    if ("error" in answer) this.#reject(answer.error);
    else this.#resolve(answer.value);
  }

  /** The call is on its way no more: it has arrived, or was lost. */
  #leaves(happened: SimEvent): void {
    this.channel?.calls.advance();
    if (this.faults.length === 0) return;
    const { world } = this;
    world.probe?.touches(`way of ${this.#number}`, "write"); // whichever happens, the others do not
    world.faults.decided(happened, [this, ...this.#siblings]);
  }

  /** Its effect happens; then `instead` of the response, if that is given. */
  #reach(instead?: () => void): void {
    const effect = this.#effect;
    if (this.#external) {
      this.world.suspendFor(effect, (answer) => this.#answered(answer, instead));
      return;
    }
    let result: T | PromiseLike<T>;
    try {
      result = effect();
    } catch (error) {
      this.#answered({ error }, instead);
      return;
    }
    if (!isThenable(result)) this.#answered({ value: result }, instead);
    else {
      result.then(
        (value) => this.#answered({ value }, instead),
        (error: unknown) => this.#answered({ error }, instead),
      );
    }
  }

  #answered(answer: Answer<T>, instead: (() => void) | undefined): void {
    if (instead === undefined) this.#answer(answer, this.postponesResponse);
    else instead();
  }

  /** The effect has happened: the response may come, at its own moment. */
  #answer(answer: Answer<T>, postponed: boolean): void {
    if (this.collapse) this.settle(answer);
    else if (this.isOpen) this.#respond(answer, postponed);
    else this.whenOpen(() => this.#respond(answer, postponed));
  }

  #respond(answer: Answer<T>, postponed: boolean): void {
    const response = new Response(this, answer);
    if (this.#caller !== undefined) this.world.probe?.isCodeOf(response, this.#caller);
    response.postponed = postponed;
    offer(response, this.channel?.responses);
  }
}

const NONE: readonly Fault[] = [];

/** The answer reaches the caller. */
class Response<T> extends SimEvent {
  readonly #call: Arrival<T>;
  readonly #answer: Answer<T>;

  constructor(call: Arrival<T>, answer: Answer<T>) {
    super(call.world, "respond", call.name, call.owner);
    this.#call = call;
    this.#answer = answer;
  }

  /** What was declared has been touched when the call arrived. */
  override get footprint(): Footprint | undefined {
    return this.#call.footprint && emptyFootprint;
  }

  override detail(): string | undefined {
    if ("error" in this.#answer) return `✗ ${showValue(this.#answer.error)}`;
    return this.#answer.value === undefined ? undefined : `= ${showValue(this.#answer.value)}`;
  }

  override run(): void {
    this.#call.channel?.responses.advance();
    this.#call.settle(this.#answer);
  }
}

function offer(event: SimEvent, lane: Channel["calls"] | undefined): void {
  if (lane === undefined) event.world.offer(event);
  else lane.add(event);
}

function openWindow(world: World, [minMs, maxMs]: readonly [number, number]): Window {
  if (!(minMs >= 0 && maxMs >= minMs)) {
    throw new RangeError(`A latency is [min, max] in milliseconds with 0 <= min <= max, and got [${minMs}, ${maxMs}].`);
  }
  const now = world.loop.time();
  const window = { opensMs: now + minMs, closesMs: now + maxMs };
  world.time.deadlines.add(window);
  world.probe?.windowOpens(window);
  return window;
}

function closeWindow(world: World, window: { readonly closesMs: number }): void {
  world.time.deadlines.delete(window);
  world.probe?.windowCloses(window);
}

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return value !== null && typeof value === "object" && typeof (value as PromiseLike<T>).then === "function";
}
