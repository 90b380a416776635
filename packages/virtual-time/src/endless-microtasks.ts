import { realOf } from "@heddle/loop-core";
import { builtinModule } from "./globals/builtin-modules.ts";
import { Origin } from "./origin.ts";
import { currentScope, type ScopeWatcher } from "./scope.ts";

/**
 * Ends a chain of microtasks that never ends by itself, such as `for (;;) await null`: as long as the microtask queue is
 * not empty nothing else of the thread runs, so that no timeout and no other test would ever come.
 *
 * The promises and microtasks of a step are counted as they are made, by a hook of V8. When there are too many, and others
 * still come after a hundred rounds of the queue, V8 is made to terminate what runs: that unwinds the microtasks, drops
 * the queue, and goes no further, as whoever has called the queue is not one of them. Nothing of others is lost: what is in
 * the queue after so many rounds belongs to a chain as long as this one.
 *
 * The chain of `process.nextTick` is another queue, and each of its links is made by our stand-in, which makes no more.
 */
export class EndlessMicrotasks {
  readonly #hooks: PromiseHooks;
  /** So many may be made until somebody looks. */
  #left = OUTSIDE;
  #ticksLeft = OUTSIDE;
  /** Whether a step of a scope is under way: before it nothing is left in the queue. */
  #inStep = false;
  /** Outside of steps, the host has not had a turn since somebody looked. */
  #awaitsTurn = false;
  #suspect: Suspect | undefined;
  #unhook: (() => void) | undefined;

  constructor(hooks: PromiseHooks) {
    this.#hooks = hooks;
  }

  /** @param seesPromises - whether somebody else sees each promise in any case, and calls {@link made} */
  enable(seesPromises: boolean): void {
    if (!seesPromises) this.#unhook = this.#hooks.onInit(() => this.made());
  }

  disable(): void {
    this.#unhook?.();
    this.#unhook = undefined;
    this.rest();
  }

  /** A step of a scope begins, in which so many promises and microtasks may be made. */
  step(limit: number): void {
    this.#left = limit;
    this.#ticksLeft = limit;
    this.#inStep = true;
    this.#suspect = undefined;
  }

  /** From now on nobody knows whose code runs, and when the queue has been empty. */
  rest(): void {
    this.step(OUTSIDE);
    this.#inStep = false;
  }

  /** A promise was made, or a microtask by `below`. */
  readonly made = (below?: (...args: never[]) => unknown): void => {
    if (--this.#left === 0) this.#look(below ?? this.made);
  };

  /**
   * `process.nextTick` was called in a scope.
   *
   * @returns whether it may do its work
   */
  tick(watcher: ScopeWatcher, below: (...args: never[]) => unknown): boolean {
    if (--this.#ticksLeft > 0) return true;
    if (this.#ticksLeft === 0 && !this.#inStep && this.#firstOfTurn()) {
      this.#ticksLeft = OUTSIDE;
      return true;
    }
    const suspect = (this.#suspect ??= new Suspect(watcher));
    if (suspect.told) return false;
    if (suspect.isKnown(below)) suspect.tell();
    return !suspect.told;
  }

  #look(below: (...args: never[]) => unknown): void {
    const suspect = this.#suspect;
    if (suspect !== undefined) {
      this.#left = 1; // the next one, too
      if (!suspect.isCounting) return;
      suspect.made++;
      suspect.isKnown(below);
      return;
    }
    this.#left = OUTSIDE;
    const watcher = currentScope()?.watcher;
    if (watcher === undefined) return; // somebody else's
    if (!this.#inStep && this.#firstOfTurn()) return;
    this.#suspect = new Suspect(watcher);
    this.#left = 1;
    this.#suspect.isKnown(below);
    this.#round(this.#suspect, ROUNDS);
  }

  /** Whether the host has had a turn since the last time. */
  #firstOfTurn(): boolean {
    if (this.#awaitsTurn) return false;
    this.#awaitsTurn = true;
    hostSetImmediate?.(() => (this.#awaitsTurn = false));
    return true;
  }

  /** Comes back when all that is in the queue now has run. */
  #round(suspect: Suspect, roundsLeft: number): void {
    if (this.#suspect !== suspect) return; // the step has ended, or another one has begun inside
    if (roundsLeft === ROUNDS / 2) suspect.made = 0; // a crowd that has been waiting is no chain
    if (roundsLeft === 0) return this.#judge(suspect);
    suspect.isCounting = false; // the next promise is ours
    void RESOLVED.then(() => this.#round(suspect, roundsLeft - 1));
    suspect.isCounting = true;
  }

  #judge(suspect: Suspect): void {
    this.#suspect = undefined;
    this.#left = OUTSIDE;
    if (suspect.made === 0) return; // it is alone
    suspect.tell();
    // Here a microtask of ours is over, and no code of anybody is under way. (Inside of one Node's stack of async ids
    // would be left as it is, and be found to be corrupted.)
    const stop = this.#hooks.onAfter(() => {
      stop();
      terminate();
    });
  }
}

/** Who may be making microtasks without end. */
class Suspect {
  /** So many since its count began. */
  made = 0;
  isCounting = true;
  told = false;
  readonly #watcher: ScopeWatcher;
  #line: string | undefined;
  #looks = 0;

  constructor(watcher: ScopeWatcher) {
    this.#watcher = watcher;
  }

  /** Looks who has called `below`, and says whether it is known well enough: a line outside of packages, or nearly so. */
  isKnown(below: (...args: never[]) => unknown): boolean {
    if (this.#looks === MAX_LOOKS || this.#isUsers) return true;
    this.#looks++;
    const line = new Origin(below, MAX_FRAMES).line ?? undefined;
    if (this.#line === undefined || (line !== undefined && !line.includes(PACKAGES))) this.#line = line;
    return this.#isUsers;
  }

  tell(): void {
    this.told = true;
    this.#watcher.microtasksWithoutEnd(this.#line);
  }

  get #isUsers(): boolean {
    return this.#line !== undefined && !this.#line.includes(PACKAGES);
  }
}

/** The part of Node's `v8.promiseHooks` that is needed. */
export interface PromiseHooks {
  onInit(hook: () => void): () => void;
  onAfter(hook: () => void): () => void;
}

interface Inspector {
  Session: new () => { connect(): void; post(method: string): void; disconnect(): void };
}

/** Unwinds the microtask that calls it, and drops the queue. */
function terminate(): void {
  const inspector = builtinModule<Inspector>("node:inspector");
  if (inspector === undefined) return;
  const session = new inspector.Session();
  session.connect();
  hostSetImmediate?.(() => session.disconnect());
  session.post("Runtime.terminateExecution");
  for (;;); // it is heeded where a loop begins anew
}

/** `undefined` where the host has no such hooks: Bun, Deno, browsers. */
function hostPromiseHooks(): PromiseHooks | undefined {
  const { process } = globalThis as { process?: { features?: { inspector?: boolean } } };
  const hooks = builtinModule<{ promiseHooks?: PromiseHooks }>("node:v8")?.promiseHooks;
  if (hooks === undefined || process?.features?.inspector !== true) return undefined;
  let called = false;
  try {
    const stop = hooks.onInit(() => (called = true));
    void Promise.resolve();
    void new Promise(() => {});
    stop();
  } catch {
    return undefined;
  }
  return called ? hooks : undefined;
}

const hostSetImmediate = realOf((globalThis as Partial<typeof globalThis>).setImmediate);
const RESOLVED = Promise.resolve();

/** Outside of steps, somebody looks after so many; and after so many more without a turn of the host, for good. */
const OUTSIDE = 1_000_000;
const ROUNDS = 100;
const MAX_LOOKS = 1000;
const MAX_FRAMES = 20;
const PACKAGES = "/node_modules/";

const hooks = hostPromiseHooks();

// What is watched is the thread, of which there is one. `null` where the host does not tell of promises.
export const endlessMicrotasks: EndlessMicrotasks | null = hooks === undefined ? null : new EndlessMicrotasks(hooks);
