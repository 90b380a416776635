import {
  type Clock,
  drive,
  EventLoop,
  type Machine,
  macrotaskHop,
  type Next,
  probeMicrotaskDrain,
  realOf,
} from "@heddle/loop-core";
import { type ContextPoint, contextPoint } from "./async-context.ts";
import { type Budget, BudgetExceededError } from "./budget.ts";
import { ExternalWaitError, ScopeEndedError, type Waiting } from "./errors.ts";
import type { Goal } from "./goal.ts";
import { HostWork } from "./host-work.ts";
import { Limits } from "./limits.ts";
import { Origin } from "./origin.ts";
import {
  activate,
  beginHostCalls,
  currentScope,
  endHostCalls,
  type Fired,
  hasAsyncContext,
  runInScope,
  Scope,
  type ScopeWatcher,
} from "./scope.ts";

/** How the time of a scope moves. */
export interface TimelineOptions {
  readonly epochMs: number;
  readonly seed: number;
  readonly autojump: boolean;
  readonly externals: "wait" | "error";
  readonly budget: Budget;
  /** In real milliseconds. `Infinity`: no watchdog. */
  readonly stepLimitMs: number;
  readonly origins: number;
}

/** Who is told what the timeline can't decide. */
export interface TimelineOwner {
  /** A callback has thrown, or something is that must not be; nobody who moves time by hand has been told. */
  failed(error: unknown): void;
  /**
   * Nothing is left that could go on, and for `quietMs` real milliseconds nothing real has.
   *
   * @returns whether to look again in a moment, for something that the host did not tell of
   */
  stuck(quietMs: number): boolean;
}

/**
 * The time of one scope, and what moves it: the clock of the scope's loop, and the machine that runs that loop.
 *
 * The loop asks its clock to wait when no callback is ready and no microtask left, and that is where time moves:
 *
 * 1. The host does something for the scope: real time passes, virtual time stands still.
 * 2. Otherwise the scope is **quiescent**. A {@link Goal} of somebody who moves time by hand takes it as far as it wants.
 * 3. Nobody does, and there is a timer: under autojump, time jumps to it.
 * 4. Otherwise the loop rests until something is scheduled; with no timer at all the scope is **idle**.
 */
export class Timeline implements Clock, Machine, ScopeWatcher {
  /** Deadlines are sums of milliseconds, which floating-point numbers may miss by so much. */
  readonly resolutionMs = 1e-6;
  readonly loop: EventLoop;
  readonly scope: Scope;

  readonly #options: TimelineOptions;
  readonly #owner: TimelineOwner;
  readonly #work: HostWork;
  readonly #limits: Limits;
  readonly #inside: ContextPoint;
  readonly #outside: ContextPoint = contextPoint();
  /** In which scope this one was begun. */
  readonly #outer: Scope | null = currentScope();
  readonly #goals: Goal[] = [];
  /** The goal that is pursued inside a call of its own. */
  #goalNow: Goal | undefined;
  #errorNow: { error: unknown } | undefined;
  #nowMs = 0;
  /** Why time must stand still: so many runs inside that have times of their own. */
  #holds = 0;
  #hostTurns = 0;
  #quietMs = 0;
  /** Whether a slice of its steps is being run. */
  #running = false;
  #wake: (() => void) | undefined;
  /** Microtasks without end, which have been put an end to: the next step tells. */
  #endless: BudgetExceededError | undefined;
  /** Goes on after a budget was spent, when somebody asks for more. */
  #resume: (() => void) | undefined;
  #halted = false;

  constructor(options: TimelineOptions, owner: TimelineOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#limits = new Limits(options.budget, options.stepLimitMs, () => this.#nowMs);
    this.loop = new EventLoop({
      clock: this,
      awaitOutsideTask: "adopt",
      taskOrigins: options.origins, // a deadlock names the tasks, and who started them
    });
    this.loop.setExceptionHandler(({ error }) => this.#fail(error));
    this.scope = new Scope(this.loop, { ...options, watcher: this });
    this.#work = new HostWork(this.scope);
    this.#inside = runInScope(this.scope, contextPoint);
  }

  /** Runs the loop until the scope ends. */
  async run(): Promise<void> {
    try {
      const drain = await probeMicrotaskDrain();
      // A scope that is over by now needs no macrotask, which would keep all that it holds until the host has a turn.
      if (!this.scope.ended) await drive(this, drain);
    } finally {
      this.#work.end();
    }
  }

  /** Moves time as far as `goal` wants, when it is its turn. */
  pursue(goal: Goal): void {
    this.#checkOpen();
    if (this.#goals.push(goal) === 1) this.#begin(goal);
    this.#halted = false;
    this.#resume?.();
    this.#wake?.();
  }

  /**
   * Moves time inside this call. No microtask runs meanwhile: the caller is likely to be one.
   *
   * @throws what the first callback that has thrown has thrown, once time is there
   */
  pursueNow(goal: Goal): void {
    this.#checkOpen();
    const [goalBefore, entered] = [this.#goalNow, !this.#running];
    if (goalBefore === undefined) this.#errorNow = undefined;
    this.#goalNow = goal;
    const goBack = this.#begin(goal);
    if (entered) this.enter();
    const activeBefore = hasAsyncContext ? null : activate(this.scope);
    try {
      this.#inside.runInAsyncScope(() => this.#stepsToRest());
    } finally {
      if (entered) this.leave();
      if (!hasAsyncContext) activate(activeBefore);
      this.#goalNow = goalBefore;
      goBack();
    }
    if (goal.endMs !== undefined) this.#nowMs = Math.max(this.#nowMs, goal.endMs);
    this.#throwErrorNow();
  }

  /** Nothing of this scope runs any more. */
  end(): void {
    this.scope.ended = true;
    endHostCalls(this.scope);
    this.leave(); // what is left of the slice belongs to others
    this.#resume?.();
    this.#wake?.();
    for (const goal of this.#goals.splice(0)) goal.reached();
  }

  /** What fired last. */
  get last(): Fired | undefined {
    return this.#limits.last;
  }

  /** What the code of this scope has opened in the host and left open. */
  openResources(): Waiting[] {
    return this.#work.open.waiting();
  }

  // The clock of the loop

  now(): number {
    return this.#nowMs;
  }

  wait(deadlineMs: number | undefined, wake: () => void): "arrived" | (() => void) {
    if (this.#goalNow !== undefined) return this.#goalNow.goesOn(deadlineMs) ? this.#jump(deadlineMs) : notAtAll;
    if (this.scope.ended) return hostTurn(wake);
    this.#wake = wake;
    if (this.#holds > 0) return notAtAll; // woken when they end
    const resources = this.#work.inFlight();
    if (resources.length > 0) return this.#hostWorks(resources, wake);
    if (this.#hostTurns > 0) {
      this.#hostTurns--;
      return hostTurn(wake);
    }
    const goal = this.#goals[0];
    if (goal !== undefined) return goal.goesOn(deadlineMs) ? this.#jump(deadlineMs) : this.#reach(goal);
    if (this.#options.autojump && deadlineMs !== undefined) return this.#jump(deadlineMs);
    if (this.#work.mayGoOn()) this.#quietMs = 0;
    const again = this.#owner.stuck(this.#quietMs);
    this.#quietMs += TURN_MS;
    return again ? hostTurn(wake, TURN_MS) : notAtAll;
  }

  // The machine that runs it

  step(): Next {
    if (this.scope.ended) return "done";
    if (this.#halted) return (resume) => (this.#resume = resume);
    try {
      this.#throwEndless();
      return this.#step();
    } catch (error) {
      if (!(error instanceof BudgetExceededError)) throw error;
      this.#fail(error);
      return "more";
    }
  }

  enter(): void {
    this.#running = true;
    this.#limits.enter();
    if (!this.scope.ended) beginHostCalls(this.scope, this.#outer);
    this.loop.enter();
  }

  leave(): void {
    if (!this.#running) return;
    this.#running = false;
    this.loop.leave();
    this.#limits.leave();
    if (!hasAsyncContext) activate(null);
  }

  // The watcher of the scope

  fires(what: Fired): void {
    if (this.#limits.fires(what)) this.scope.traceNext(TRACED);
  }

  handedToHost(): void {
    this.#hostTurns = 2; // a port delivers a macrotask after the one in which it has been told
  }

  hostBegins(what: string): () => void {
    return this.#work.promise(what);
  }

  holdsTime(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
      this.#wake?.();
    };
  }

  microtasksWithoutEnd(madeAt: string | undefined): void {
    const error = this.#limits.microtasksOverspent(madeAt);
    if (this.scope.ended) return this.#outside.runInAsyncScope(throwToHost, undefined, error);
    this.#endless = error;
    // No promise is settled here: what the microtasks of others have begun must not be dropped with these.
    this.#resume?.();
    this.#wake?.();
  }

  scheduledAfterEnd(kind: string, below: (...args: never[]) => unknown, isAwaited: () => boolean): void {
    const error = new ScopeEndedError(kind, new Origin(below).line ?? undefined);
    // A timer without reference, of a connection that is kept alive say, is one that nobody waits for.
    void Promise.resolve().then(() => {
      if (isAwaited()) (globalThis as WarningHost).process?.emitWarning?.(error);
    });
  }

  #throwEndless(): void {
    const error = this.#endless;
    this.#endless = undefined;
    if (error !== undefined) throw error;
  }

  #throwErrorNow(): void {
    const failure = this.#errorNow;
    this.#errorNow = undefined;
    if (failure !== undefined) throw failure.error;
  }

  #checkOpen(): void {
    if (this.scope.ended) throw new ScopeEndedError("time", undefined);
  }

  #step(): Next {
    this.#limits.stepBegins();
    if (!hasAsyncContext) activate(this.scope); // up to the next step: nothing foreign runs in between
    return this.#inside.runInAsyncScope(this.#stepOfLoop);
  }

  #stepsToRest(): void {
    do {
      this.#limits.stepBegins();
      if (this.#errorNow?.error instanceof BudgetExceededError) return;
    } while (this.loop.step() === "more");
  }

  readonly #stepOfLoop = (): Next => this.loop.step();

  #jump(deadlineMs: number): "arrived" {
    this.#quietMs = 0;
    this.#limits.moves(deadlineMs);
    if (deadlineMs > this.#nowMs) this.#nowMs = deadlineMs;
    return "arrived";
  }

  #hostWorks(resources: string[], wake: () => void): "arrived" | (() => void) {
    if (this.#options.externals === "error") {
      this.#halted = true; // and so the loop, which is told that it need not wait, does nothing
      this.#fail(new ExternalWaitError(resources));
    }
    this.#hostTurns = 1; // what comes of it may come a macrotask later
    this.#quietMs = 0;
    return hostTurn(wake, TURN_MS);
  }

  /** A goal has come as far as it can: whoever waits for it goes on, in a step of the loop. */
  #reach(goal: Goal): "arrived" {
    this.#goals.shift();
    if (goal.endMs !== undefined) this.#nowMs = Math.max(this.#nowMs, goal.endMs);
    this.loop.callSoon(goal.reached);
    this.#beginNext();
    return "arrived";
  }

  #begin(goal: Goal): () => void {
    goal.begin(this.#nowMs);
    return this.#limits.renew(goal.budget);
  }

  #beginNext(): void {
    const [next] = this.#goals;
    if (next !== undefined) this.#begin(next);
  }

  /** Tells whoever moves time at present, or else the owner. */
  #fail(error: unknown): void {
    if (this.#goalNow !== undefined) {
      this.#errorNow ??= { error };
      return;
    }
    if (error instanceof BudgetExceededError) {
      this.#halted = true;
      this.#limits.renew();
    }
    const goal = this.#goals.shift();
    if (goal === undefined) return this.#owner.failed(error);
    goal.failed(error);
    this.#beginNext();
  }
}

interface WarningHost {
  process?: { emitWarning?: (warning: Error) => void };
}

/** An uncaught exception: nobody is there to be told. */
export function throwToHost(error: unknown): void {
  hostSetTimeout(() => {
    throw error;
  }, 0);
}

/** Real time passes, and the loop looks again: in a macrotask, or after so many milliseconds. */
function hostTurn(wake: () => void, ms?: number): () => void {
  if (ms !== undefined) {
    const timer = hostSetTimeout(wake, ms);
    return () => hostClearTimeout(timer);
  }
  let cancelled = false;
  macrotaskHop.macrotask(() => {
    if (!cancelled) wake();
  });
  return () => (cancelled = true);
}

const TURN_MS = 1;
const TRACED = 100;

/** Nobody wakes the loop but who schedules something. */
const notAtAll = (): void => {};

const hostSetTimeout = realOf(globalThis.setTimeout);
const hostClearTimeout = realOf(globalThis.clearTimeout);
