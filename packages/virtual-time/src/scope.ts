import type { EventLoop } from "@heddle/loop-core";
import { type AsyncContext, openAsyncContext } from "./async-context.ts";
import { sharedByCopies, thread } from "./copies.ts";
import { HostCalls } from "./host-calls.ts";
import { Origin } from "./origin.ts";
import { seededRandom } from "./seeded-random.ts";

/**
 * Code that has never heard of us, under virtual globals: Go calls it a bubble.
 *
 * A scope says which loop `setTimeout` and its like belong to, and what `Date` and `Math.random` answer. The stand-ins
 * of {@link installStandIns} ask {@link currentScope} at every call.
 */
export class Scope {
  readonly loop: EventLoop;
  /** What `Date.now()` showed when the loop's clock showed 0. */
  readonly epochMs: number;
  /** How old the virtual process was when the loop's clock showed 0. */
  readonly ageMs: number;
  /** Stands in for `Math.random`. */
  readonly random: () => number;
  /** What is told of what goes on inside; `undefined` in an exploration, which sees it by other means. */
  readonly watcher: ScopeWatcher | undefined;
  /** Whether it is over: its timers never fire, and nothing can be scheduled any more. */
  ended = false;
  #wallOffsetMs = 0;
  #originsLeft: number;
  #immediates: Set<object> | undefined;
  #numbered: Map<number, { close(): void }> | undefined;

  constructor(loop: EventLoop, options: ScopeOptions = {}) {
    this.loop = loop;
    this.epochMs = options.epochMs ?? DEFAULT_EPOCH_MS;
    this.ageMs = options.ageMs ?? PROCESS_AGE_MS;
    this.random = options.random ?? seededRandom(options.seed ?? 1);
    this.watcher = options.watcher;
    this.#originsLeft = options.origins ?? 0;
  }

  /** The callbacks of `setImmediate` that wait for their turn. */
  get immediates(): Set<object> {
    return (this.#immediates ??= new Set());
  }

  /** How old the virtual process is: `performance.now()`. */
  uptimeMs(): number {
    return this.ageMs + this.loop.time();
  }

  /** What the wall clock shows, in milliseconds since 1970. */
  wallMs(): number {
    return this.epochMs + this.#wallOffsetMs + this.loop.time();
  }

  /** Puts the wall clock to `wallMs`. Monotonic time, and so every timer, stays as it is. */
  setWallMs(wallMs: number): void {
    this.#wallOffsetMs = wallMs - this.epochMs - this.loop.time();
  }

  /** Where the user's code called `below`, for as many timers as remember it. */
  origin(below: (...args: never[]) => unknown): Origin | undefined {
    if (this.#originsLeft <= 0) return undefined;
    this.#originsLeft--;
    return new Origin(below);
  }

  /** At least the next `count` timers remember who made them. */
  traceNext(count: number): void {
    this.#originsLeft = Math.max(this.#originsLeft, count);
  }

  /** The number that stands for a timer where a number is wanted. Far from those of real timers. */
  numberTimer(timer: { close(): void }): number {
    this.#numbered ??= new Map();
    const number = FIRST_TIMER_NUMBER + this.#numbered.size;
    this.#numbered.set(number, timer);
    return number;
  }

  /** Clears the timer with this number; `false` if it is none of this scope's. */
  clearTimer(number: number): boolean {
    const timer = this.#numbered?.get(number);
    timer?.close();
    return timer !== undefined;
  }
}

export interface ScopeOptions {
  epochMs?: number;
  /** Default: 1,000. */
  ageMs?: number;
  seed?: number;
  random?: () => number;
  watcher?: ScopeWatcher;
  /** How many timers remember who made them, at 4 µs and more each. Default: 0. */
  origins?: number;
}

/** What a scope reports to whoever moves its time. */
export interface ScopeWatcher {
  /** A timer is about to fire, or an immediate to run. */
  fires(what: Fired): void;
  /** Something was handed to the host that comes back in a macrotask of its own, soon: a message to a port. */
  handedToHost(): void;
  /** The host does something, which `what` names, until the function that is returned is called. */
  hostBegins(what: string): () => void;
  /** Time stands still for a run inside that has a time of its own, until the function that is returned is called. */
  holdsTime(): () => void;
  /** Microtasks are made without end, and that has been put an end to; `madeAt`: where, if it is known. */
  microtasksWithoutEnd(madeAt: string | undefined): void;
  /**
   * Code of a scope that is over has tried to schedule something, which will never happen.
   *
   * @param isAwaited - whether it still is to happen, and Node would have stayed alive for it: asked in a moment
   */
  scheduledAfterEnd(kind: string, below: (...args: never[]) => unknown, isAwaited: () => boolean): void;
}

/** A timer or an immediate, in words. */
export interface Fired {
  readonly label: string;
  readonly origin: Origin | undefined;
}

const FIRST_TIMER_NUMBER = 2 ** 30; // of 31 bits, as hosts want it

/** 2024-01-01T00:00:00Z, a Monday: the same in every run, like all that a test can see. */
export const DEFAULT_EPOCH_MS = 1_704_067_200_000;

/**
 * So old is a virtual process when virtual time begins: as none is at its first line, since packages take 0 for "not set".
 * lru-cache takes an entry of that moment for one that never expires.
 */
const PROCESS_AGE_MS = 1000;

/** Whose calls these are, for all copies of this package: a stand-in that one has put there serves the scopes of all. */
interface Whose {
  /**
   * While an exploration runs a slice of steps nothing foreign can run: a plain variable says it, as where the host has no
   * async context. All other code is told apart by its context, or by what the host is known to call.
   */
  active: Scope | null;
  readonly asyncContext: AsyncContext<Entered> | null;
}

const whose = sharedByCopies<Whose>(thread(), "whose", () => ({ active: null, asyncContext: openAsyncContext() }));
const { asyncContext } = whose;
const hostCalls = new HostCalls();

/** A scope whose code ran into it (`using`) is left when it ends: from then on the code belongs to where it came from. */
interface Entered {
  readonly scope: Scope;
  readonly from: Entered | undefined;
  readonly leavesAtEnd: boolean;
}

/** The scope that the calling code runs in, or `null` outside. */
export function currentScope(): Scope | null {
  if (whose.active !== null) return whose.active;
  if (asyncContext === null) return hostCalls.whose();
  let entered = asyncContext.getStore();
  while (entered !== undefined && entered.leavesAtEnd && entered.scope.ended) entered = entered.from;
  return entered === undefined ? null : entered.scope;
}

/**
 * All calls up to the next `activate` belong to `scope`; with `null`, to whom the host's context says.
 *
 * @returns what was active before
 */
export function activate(scope: Scope | null): Scope | null {
  const before = whose.active;
  whose.active = scope;
  return before;
}

/** Whether the host tells whose code it is that runs. */
export const hasAsyncContext: boolean = asyncContext !== null;

/** Runs `callback` so that what it starts belongs to `scope`, also when it goes on in later macrotasks. */
export function runInScope<T>(scope: Scope, callback: () => T): T {
  if (asyncContext === null) return callback();
  return asyncContext.run({ scope, from: asyncContext.getStore(), leavesAtEnd: false }, callback);
}

/**
 * From here on the calling code, and all that it starts, belongs to `scope`, until that ends.
 *
 * The code that called it, up to its next await, does so too: the host has no narrower way in.
 */
export function enterScope(scope: Scope): void {
  if (asyncContext === null) {
    beginHostCalls(scope, currentScope());
    activate(scope);
  } else asyncContext.enterWith({ scope, from: asyncContext.getStore(), leavesAtEnd: true });
}

/** Gives the calling code back to where it came from, if it is still in `scope`, which has ended. */
export function leaveScope(scope: Scope): void {
  if (whose.active === scope) activate(null);
  const entered = asyncContext?.getStore();
  if (entered?.scope === scope) asyncContext?.enterWith(entered.from);
}

/** `scope` is under way, begun in `outer`: where the host has no async context, it may be whose code the host calls. */
export function beginHostCalls(scope: Scope, outer: Scope | null): void {
  if (asyncContext === null) hostCalls.begin(scope, outer);
}

export function endHostCalls(scope: Scope): void {
  hostCalls.end(scope);
}
