import { InfiniteLoopError, type LoopSuspect, type LoopWatch } from "./infinite-loop.ts";

export type Callback = (...args: unknown[]) => unknown;

/** What `nextTick` and `queueMicrotask` of a fake clock were given: it runs before the next timer. */
export class JobQueue {
  readonly #watch: LoopWatch;
  readonly #jobs: Job[] = [];
  /** Where the first is that has not begun. */
  #next = 0;

  constructor(watch: LoopWatch) {
    this.#watch = watch;
  }

  get size(): number {
    return this.#jobs.length - this.#next;
  }

  /** @param below - the function of ours that the user called */
  add(func: Callback, args: unknown[], below: (...args: never[]) => unknown): void {
    this.#jobs.push({ type: "Microtask", func, args, madeAt: this.#watch.whereMade(below) });
  }

  /**
   * Runs all, with those that come up meanwhile. If one throws, those after it stay.
   *
   * @throws {InfiniteLoopError} if there is no end
   */
  run(): void {
    if (this.size === 0) return;
    const watch = this.#watch;
    const wasNear = watch.isNear;
    try {
      for (let ran = 0; this.size > 0; ran++) {
        const job = this.#take();
        job.func(...job.args);
        watch.ran(ran);
        if (ran > watch.loopLimit) throw new InfiniteLoopError(watch.loopLimit, this.#jobs[this.#next] ?? job);
      }
    } finally {
      if (!wasNear) watch.over();
    }
  }

  clear(): void {
    this.#jobs.length = 0;
    this.#next = 0;
  }

  #take(): Job {
    const job = this.#jobs[this.#next++] as Job;
    if (this.#next === this.#jobs.length) this.clear();
    return job;
  }
}

interface Job extends LoopSuspect {
  readonly func: Callback;
  readonly args: unknown[];
}
