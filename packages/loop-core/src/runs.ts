import type { Coroutine } from "./coroutine.ts";
import { drive, driveSync } from "./drive.ts";
import { FatalError, LoopStoppedError, SyncRunError } from "./errors.ts";
import type { Future } from "./future.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { EventLoop } from "./loop.ts";
import { probeMicrotaskDrain } from "./microtask-drain.ts";
import type { Step } from "./step.ts";
import { ensureFuture } from "./tasks.ts";
import type { Turns } from "./turns.ts";

/**
 * The runs of a loop, one after the other, from their beginning to their end.
 *
 * What is driven is the loop and not its turns, and what is called is the loop's own method: a class that extends the
 * loop may have another one.
 */
export class Runs {
  readonly #loop: EventLoop;
  readonly #life: LifeCycle;
  readonly #step: Step;
  readonly #turns: Turns;
  /** Ends the run that waits for a future. A fatal error has ended it already: this would end the next one. */
  readonly #stopWhenDone = (future: Future<unknown>): void => {
    if (!hasFailedFatally(future)) this.#loop.stop();
  };

  constructor(loop: EventLoop, life: LifeCycle, step: Step, turns: Turns) {
    this.#loop = loop;
    this.#life = life;
    this.#step = step;
    this.#turns = turns;
  }

  /** Ends the run after the present turn. */
  stop(): void {
    this.#life.stopping = true;
    this.#turns.wake();
  }

  forever(): Promise<void> {
    this.#begin("runForever");
    return this.#drive();
  }

  untilComplete<T>(main: Future<T> | Coroutine<T>): Promise<T> {
    const future = this.#awaited("runUntilComplete", main);
    return this.#loop
      .runForever()
      .finally(() => this.#leaveTo(future))
      .then(() => resultOf(future));
  }

  untilCompleteSync<T>(main: Future<T> | Coroutine<T>): T {
    const future = this.#awaited("runUntilCompleteSync", main);
    this.#begin("runUntilCompleteSync");
    this.#step.synchronous = true;
    try {
      driveSync(this.#loop, () => {
        this.#turns.wake(); // calls the host's timer off
        throw new SyncRunError("the loop would have to wait for the host's time, or for an event from outside");
      });
    } finally {
      this.#step.synchronous = false;
      this.#life.endRun();
      this.#leaveTo(future);
    }
    return resultOf(future);
  }

  #begin(method: string): void {
    this.#life.beginRun(method);
    this.#turns.beginRun();
  }

  async #drive(): Promise<void> {
    try {
      this.#step.drain ??= await probeMicrotaskDrain();
      await drive(this.#loop, this.#step.drain);
    } finally {
      this.#life.endRun();
    }
  }

  /** The future of `main`, which will end the run. */
  #awaited<T>(method: string, main: Future<T> | Coroutine<T>): Future<T> {
    this.#life.checkRunnable(method);
    const future = ensureFuture(main, this.#loop);
    future.addDoneCallback(this.#stopWhenDone);
    return future;
  }

  /** The run that waited for `future` is over; what ended it, its caller has got. */
  #leaveTo(future: Future<unknown>): void {
    future.removeDoneCallback(this.#stopWhenDone);
    if (future.state === "exception") future.exception(); // looked at, and so not reported as unseen
  }
}

function resultOf<T>(future: Future<T>): T {
  if (!future.done()) throw new LoopStoppedError(future);
  return future.result();
}

function hasFailedFatally(future: Future<unknown>): boolean {
  return future.state === "exception" && future.exception() instanceof FatalError;
}
