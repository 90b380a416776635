import type { Footprint } from "../footprint.ts";
import type { World } from "./world.ts";
import { showValue } from "../report/show-value.ts";
import { SimEvent } from "./event.ts";
import type { Channel } from "./lane.ts";
import { footprintOf, type Touches } from "./touches.ts";

export interface IoOptions {
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
   * `{ reads, writes }`. Samplers then know which calls race; a call that declares nothing may touch anything. It is said of
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
        world.probe?.waitsFor(arrival);
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
class IoCall<T> {
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
    this.footprint = options?.touches && footprintOf(name, options.touches, world.settings.locations);
    this.window = options?.latency && openWindow(world, options.latency);
    this.#resolve = resolve;
    this.#reject = reject;
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
    world.loop.callAt((window as Window).opensMs, open).label = `${name} may respond`;
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
  }

  override get footprint(): Footprint | undefined {
    return this.#call.footprint;
  }

  override run(): void {
    const { world, effect, external, channel } = this.#call;
    channel?.calls.advance();
    if (external) {
      world.suspendFor(effect, (answer) => this.#answered(answer));
      return;
    }
    let result: T | PromiseLike<T>;
    try {
      result = effect();
    } catch (error) {
      this.#answered({ error });
      return;
    }
    if (!isThenable(result)) this.#answered({ value: result });
    else {
      result.then(
        (value) => this.#answered({ value }),
        (error: unknown) => this.#answered({ error }),
      );
    }
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

  override get footprint(): Footprint | undefined {
    return this.#call.footprint && NOTHING;
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

/** What was declared has been touched when the call arrived. */
const NOTHING: Footprint = { reads: [], writes: [], unknown: false };

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
  world.deadlines.add(window);
  world.probe?.windowOpens(window);
  return window;
}

function closeWindow(world: World, window: { readonly closesMs: number }): void {
  world.deadlines.delete(window);
  world.probe?.windowCloses(window);
}

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return value !== null && typeof value === "object" && typeof (value as PromiseLike<T>).then === "function";
}
