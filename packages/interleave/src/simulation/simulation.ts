import type { World } from "./world.ts";
import type { History } from "./history.ts";
import { type IoOptions, startIo } from "./io.ts";
import { type Service, type ServiceOptions, wrapService } from "./service.ts";
import { startPick } from "./pick.ts";
import { startStimulus } from "./stimulus.ts";
import { abortWatched, watchedSignal } from "./watched-signal.ts";
import { startTask, type TaskFunction } from "./tasks.ts";

/**
 * What the body sees of its execution: the ways to say what may happen, and when.
 *
 * @example
 * await explore(async (sim) => {
 *   const db = sim.service("db", new InMemoryDb());
 *   const account = new Account(db);
 *   await sim.all({ alice: () => account.withdraw(80), bob: () => account.withdraw(80) });
 *   expect(await account.balance()).toBeGreaterThanOrEqual(0);
 * });
 */
export class Simulation {
  readonly #world: World;

  /** Made by the explorer, one for each execution. */
  constructor(world: World) {
    this.#world = world;
  }

  /** The marks made so far, for ordering checks. */
  get history(): History {
    return this.#world.history;
  }

  /**
   * Starts tasks that run at the same time, in any order, and waits for all of them.
   *
   * The start of each is an event, as requests arrive in any order.
   * @returns their results by name; rejects with the first error, as `Promise.all` does
   */
  all<T extends Record<string, TaskFunction<unknown>>>(
    tasks: T,
  ): Promise<{ [name in keyof T]: Awaited<ReturnType<T[name]>> }> {
    type Results = { [name in keyof T]: Awaited<ReturnType<T[name]>> };
    return new Promise<Results>((resolve, reject) => {
      const names = Object.keys(tasks);
      const results: Record<string, unknown> = {};
      const ended = this.#world.joins.open(names.length, () => resolve(results as Results));
      for (const name of names) {
        results[name] = undefined; // so that results come in the order of the tasks
        const done = (value: unknown): void => {
          results[name] = value;
          ended();
        };
        startTask(this.#world, name, tasks[name] as TaskFunction<unknown>, {
          resolve: done,
          reject: this.#waking(reject),
        });
      }
      if (names.length === 0) resolve(results as Results);
    });
  }

  /** Starts one task, as {@link all} does. A rejection that nobody handles fails the execution. */
  spawn<T>(name: string, work: TaskFunction<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      startTask(this.#world, name, work, { resolve: this.#waking(resolve), reject: this.#waking(reject) });
    });
  }

  /** Whoever calls this now goes on when `settle` is called, in that step. */
  #waking<T>(settle: (value: T) => void): (value: T) => void {
    const { probe } = this.#world;
    if (probe === undefined) return settle;
    const owner = probe.owner();
    return (value) => {
      probe.runsCodeOf(owner);
      settle(value);
    };
  }

  /**
   * A controlled I/O call: it arrives (`effect` runs, and its answer is fixed) at one moment of the explorer's choosing, and
   * responds (the returned promise is settled) at a later one.
   *
   * @param effect - what happens on the other side; may throw or reject: the call then fails
   */
  io<T>(name: string, effect: () => T | PromiseLike<T>, options?: IoOptions): Promise<T> {
    return startIo(this.#world, name, effect, options);
  }

  /**
   * An object each of whose methods is controlled I/O, named `<name>.<method>`.
   *
   * Methods run with the object itself as `this`, when the call arrives. Methods that return no promise go in `sync`.
   */
  service<T extends object>(name: string, object: T, options?: ServiceOptions<T>): Service<T> {
    return wrapService(this.#world, name, object, options);
  }

  /** Something that the outside world does once, when it likes: a click, a server push, a lost connection. */
  stimulus<T>(name: string, act: () => T | PromiseLike<T>): Promise<T> {
    return startStimulus(this.#world, name, act);
  }

  /** A signal whose abort is a stimulus. */
  signal(name: string): AbortSignal {
    const controller = new AbortController();
    void this.stimulus(name, () => abortWatched(this.#world, controller, name));
    return watchedSignal(this.#world, controller, name);
  }

  /**
   * One of these values: a choice of the explorer's, as the order of events is. For what the outside world decides: the
   * size of a batch, the flags of a user, the next move.
   *
   * It is made at once: nothing happens between this call and the answer, so that it adds no orders of other events. The
   * first value is the usual one; each other is one deviation.
   *
   * @throws {PickError} for an empty list
   * @example
   * const size = await sim.pick("size", [1, 2, 100]);
   */
  pick<T>(name: string, values: readonly T[]): Promise<T> {
    return startPick(this.#world, name, values);
  }

  /** Resolves when nothing else will happen: nothing is enabled, and no timer comes before the horizon. */
  idle(): Promise<void> {
    return new Promise((resolve) => this.#world.whenIdle(resolve));
  }

  /** Waits in virtual milliseconds. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.loop.callLater(delayMs, resolve).label = `sleep ${delayMs} ms`;
    });
  }

  /** Virtual milliseconds since the execution began. */
  now(): number {
    return this.#world.loop.time();
  }

  /** Records that something has happened, for ordering checks and for the report. */
  mark(name: string, data?: unknown): void {
    this.#world.history.add(name, data);
  }

  /**
   * The same object, of which every use is seen, property by property, where the option `footprints` is `"declared"`: then
   * the explorer knows which steps commute. For plain objects, arrays, `Map`, `Set` and instances of classes, with all that
   * they hold.
   *
   * @throws {SharedObjectError} for what keeps its state where no proxy reaches, such as a `Date`
   * @example
   * const account = sim.shared({ balance: 100 });
   */
  shared<T extends object>(value: T): T {
    return this.#world.share(value);
  }

  /** Whether the exploration has cancelled this task (option `cancel`) so far. */
  cancelled(name: string): boolean {
    return this.#world.cancellation.has(name);
  }

  /**
   * A name that no other execution uses, for keys of state that outlives an execution, such as a module's cache. Not for
   * labels: those must be the same in every execution.
   */
  unique(): string {
    this.#world.probe?.touches("unique names", "write");
    return this.#world.settings.host.uniqueName();
  }
}
