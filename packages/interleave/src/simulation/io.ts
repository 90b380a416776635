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
  return new Promise<T>((resolve, reject) => {
    const call = new IoCall(world, name, effect, options, resolve, reject);
    const arrival = new Arrival(call);
    // Where arrival and response are one moment, the window is for both.
    if (!call.collapse || call.isOpen) offer(arrival, call.channel?.calls);
    else {
      call.whenOpen(() => {
        for (const event of [arrival, ...arrival.siblings]) world.probe?.waitsFor(event);
        offer(arrival, call.channel?.calls);
      });
    }
  });
}

type Answer<T> = { readonly value: T } | { readonly error: unknown };

/** When a response may come, in milliseconds of the loop's clock. */
interface Window {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** What the two moments of a call have in common. */
class IoCall<T> implements FaultyCall {
  readonly world: World;
  readonly name: string;
  readonly owner: string;
  readonly effect: () => T | PromiseLike<T>;
  readonly collapse: boolean;
  readonly external: boolean;
  readonly channel: Channel | undefined;
  /** What the effect touches, where that is declared. */
  readonly footprint: Footprint | undefined;
  readonly window: Window | undefined;
  readonly faults: readonly FaultOutcome[];
  #arrival: SimEvent | undefined;
  /** What could happen instead. */
  #siblings: readonly Fault[] = [];
  /** The arrival's, as a search has it. */
  #number: number | undefined;
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
    this.world = world;
    this.name = name;
    this.owner = world.owner();
    this.#caller = world.probe?.owner();
    this.effect = effect;
    this.collapse = options?.collapse === true;
    this.external = options?.external === true;
    this.channel = options?.order === "fifo" ? world.channel(options.channel ?? name) : undefined;
    this.faults = faultsOf(name, options);
    this.footprint = options?.touches && footprintOf(name, options.touches, world.settings.locations);
    this.window = options?.latency && openWindow(world, options.latency);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** It is on its way. */
  begins(arrival: SimEvent): void {
    if (this.faults.length === 0) return;
    this.#arrival = arrival;
    this.#siblings = this.world.faults.of(this, arrival);
    this.#number = this.world.probe?.idOf(arrival);
  }

  /** The faults that may still happen instead of the arrival. */
  get openFaults(): readonly Fault[] {
    return this.#siblings.length === 0
      ? this.#siblings
      : this.#siblings.filter((fault) => this.world.faults.mayHappen(fault));
  }

  /** The call reaches the other side: its effect happens. */
  reach(answered: (answer: Answer<T>) => void): void {
    const { world, effect, external } = this;
    if (external) {
      world.suspendFor(effect, answered);
      return;
    }
    let result: T | PromiseLike<T>;
    try {
      result = effect();
    } catch (error) {
      answered({ error });
      return;
    }
    if (!isThenable(result)) answered({ value: result });
    else {
      result.then(
        (value) => answered({ value }),
        (error: unknown) => answered({ error }),
      );
    }
  }

  fails(happened: SimEvent, { lost, reject }: FaultOutcome): void {
    this.leaves(happened);
    const fail = (): void => {
      if (reject !== undefined) {
        const error = reject();
        this.world.faults.rejects(error);
        this.answer({ error }, false);
        return;
      }
      this.world.faults.hangs(`${this.name} of ${this.owner}`);
      if (this.window !== undefined) closeWindow(this.world, this.window);
    };
    if (lost === "request") fail();
    else this.reach(fail);
  }

  /** The call is on its way no more: it has arrived, or was lost. */
  leaves(happened: SimEvent): void {
    this.channel?.calls.advance();
    if (this.faults.length === 0) return;
    const { world } = this;
    world.probe?.touches(`way of ${this.#number}`, "write"); // whichever happens, the others do not
    world.faults.decided(happened, [this.#arrival as SimEvent, ...this.#siblings]);
  }

  /** The effect has happened: the response may come, at its own moment. */
  answer(answer: Answer<T>, postponed: boolean): void {
    if (this.collapse) this.settle(answer);
    else if (this.isOpen) this.#respond(answer, postponed);
    else this.whenOpen(() => this.#respond(answer, postponed));
  }

  /** Whether the response may come now. */
  get isOpen(): boolean {
    return this.window === undefined || this.window.opensMs <= this.world.loop.time();
  }

  /** Calls back when the response may come, which is later. */
  whenOpen(open: () => void): void {
    const { world, window, name } = this;
    world.time.openings.add((window as Window).opensMs, name, open);
  }

  settle(answer: Answer<T>): void {
    if (this.window !== undefined) closeWindow(this.world, this.window);
    if ("error" in answer) this.#reject(answer.error);
    else this.#resolve(answer.value);
  }

  #respond(answer: Answer<T>, postponed: boolean): void {
    const response = new Response(this, answer);
    if (this.#caller !== undefined) this.world.probe?.isCodeOf(response, this.#caller);
    response.postponed = postponed;
    offer(response, this.channel?.responses);
  }
}

/** The call reaches the other side: its effect happens. */
export class Arrival<T = unknown> extends SimEvent {
  /** The response, too, shall come behind everything. */
  postponesResponse: boolean = false;
  readonly #call: IoCall<T>;

  constructor(call: IoCall<T>) {
    super(call.world, call.collapse ? "io" : "arrive", call.name, call.owner);
    this.#call = call;
    call.begins(this);
  }

  override get footprint(): Footprint | undefined {
    return this.#call.footprint;
  }

  override get siblings(): readonly SimEvent[] {
    return this.#call.openFaults;
  }

  override run(): void {
    this.#call.leaves(this);
    this.#call.reach((answer) => this.#answered(answer));
  }

  #answered(answer: Answer<T>): void {
    this.#call.answer(answer, this.postponesResponse);
  }
}

/** The answer reaches the caller. */
class Response<T> extends SimEvent {
  readonly #call: IoCall<T>;
  readonly #answer: Answer<T>;

  constructor(call: IoCall<T>, answer: Answer<T>) {
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
