import type { Simulation, TaskFunction } from "@heddle/interleave";
import type { Clock } from "@sinonjs/fake-timers";
import type { Scheduler } from "fast-check";

type SameAs<Key extends keyof Simulation> = Pick<Simulation, Key>;

/**
 * What the races use of Heddle's simulation, on `fc.scheduler()`: the glue that its users write by hand.
 *
 * The moments are those of Heddle's default model: a call arrives at one and is answered at another, a task starts at
 * one, a stimulus is one.
 */
export class ScheduledSimulation implements SameAs<"idle" | "io" | "now" | "signal" | "sleep" | "stimulus" | "unique"> {
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;
  readonly #beganMs: number;
  readonly #idle: (() => void)[] = [];

  constructor(scheduler: Scheduler, clock: Clock) {
    this.#scheduler = scheduler;
    this.#clock = clock;
    this.#beganMs = clock.now;
  }

  /** The same, as a body wants it: which uses no more than there is here. */
  asSimulation(): Simulation {
    return this as unknown as Simulation;
  }

  async all(tasks: Record<string, TaskFunction<unknown>>): Promise<Record<string, unknown>> {
    const results = Object.entries(tasks).map(async ([name, work]) => {
      await this.#moment(name);
      return [name, await work(undefined as never)] as const; // none of them asks what it is told about itself
    });
    return Object.fromEntries(await Promise.all(results));
  }

  async io<T>(name: string, effect: () => T | PromiseLike<T>): Promise<T> {
    await this.#moment(`${name} arrives`);
    let answer: () => T;
    try {
      const value = await effect();
      answer = () => value;
    } catch (error) {
      answer = () => {
        throw error;
      };
    }
    await this.#moment(`${name} is answered`);
    return answer();
  }

  async stimulus<T>(name: string, act: () => T | PromiseLike<T>): Promise<T> {
    await this.#moment(name);
    return act();
  }

  signal(name: string): AbortSignal {
    const controller = new AbortController();
    void this.stimulus(name, () => controller.abort());
    return controller.signal;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void setTimeout(resolve, delayMs));
  }

  now(): number {
    return this.#clock.now - this.#beganMs;
  }

  unique(): string {
    return `run ${++runs}`;
  }

  idle(): Promise<void> {
    return new Promise((resolve) => void this.#idle.push(resolve));
  }

  /** Nothing else will happen: whoever has waited longest for that goes on. `false` if nobody does. */
  goOnIdle(): boolean {
    const goOn = this.#idle.shift();
    goOn?.();
    return goOn !== undefined;
  }

  #moment(name: string): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve(), name);
  }
}

let runs = 0; // for keys of state that packages keep from one run to the next
