import {
  type Clock,
  type Coroutine,
  EventLoop,
  type EventLoopOptions,
  type Next,
  type Task,
  type TaskOptions,
} from "@heddle/loop-core";

/** More turns than any golden program makes. */
const MAX_TURNS = 20_000;

/** The loop on which a program runs: virtual time, and it remembers every task, also those that the library makes. */
export class ProgramLoop extends EventLoop {
  readonly tasks: Task<unknown>[] = [];
  readonly #labels: WeakMap<object, string>;

  constructor(options: EventLoopOptions, labels: WeakMap<object, string>) {
    super({ clock: new ProgramClock(), ...options });
    this.#labels = labels;
  }

  override createTask<T>(coroutine: Coroutine<T>, options: TaskOptions = {}): Task<T> {
    const task = super.createTask(coroutine, { name: this.#labels.get(coroutine), ...options });
    this.tasks.push(task);
    return task;
  }

  override step(): Next {
    if (this.turns > MAX_TURNS) throw new Error(`The program has made more than ${MAX_TURNS} turns.`);
    return super.step();
  }
}

/** Adds up waits as the recorded loop did, so that sums of fractions are equal to the last bit. */
export class ProgramClock implements Clock {
  readonly resolutionMs = 1e-9;
  #now = 0;

  now(): number {
    return this.#now;
  }

  wait(deadline: number | undefined, _wake?: () => void): "arrived" | "never" | (() => void) {
    if (deadline === undefined) return "never";
    if (deadline > this.#now) this.#now += deadline - this.#now;
    return "arrived";
  }
}
