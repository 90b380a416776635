import type { Action, Clearing, Passing, Program, Scheduling, Step } from "./program.ts";

/** What a program needs of a library of fake timers: ours and the original have it. */
interface Library {
  createClock: (now: number, loopLimit: number) => ProgrammedClock;
}

type Schedules = (callback: () => void, ...rest: never[]) => unknown;

interface ProgrammedClock
  extends
    Record<Scheduling, Schedules>,
    Record<Clearing, (timer: never) => void>,
    Record<Passing, (value: never) => unknown> {
  now: number;
  Date: { now: () => number };
  performance: { now: () => number };
  countTimers: () => number;
  setSystemTime: (to: number) => void;
  reset: () => void;
}

/** Runs the program, and tells step by step what can be seen from outside. */
export async function traceOf(library: Library, { start, loopLimit, steps }: Program): Promise<string[]> {
  const run = new Run(library.createClock(start, loopLimit));
  for (const step of steps) await run.step(step);
  return run.trace;
}

class Run {
  readonly trace: string[] = [];
  readonly #clock: ProgrammedClock;
  readonly #timers: unknown[] = [];
  #scheduled = 0;
  #fired = 0;

  constructor(clock: ProgrammedClock) {
    this.#clock = clock;
  }

  async step(step: Step): Promise<void> {
    let result: unknown;
    try {
      if (step.do === "pass") result = await (this.#clock[step.how] as (value: number | string) => unknown)(step.value);
      else this.#act(step);
    } catch (error) {
      result = textOf(error as Error);
    }
    const { now } = this.#clock;
    this.#tell(step.do === "pass" ? step.how : step.do, String(result), `${this.#clock.countTimers()} left`);
    if (!Number.isFinite(now)) throw new Error(`the clock shows ${now}`);
  }

  #act(action: Action): void {
    const clock = this.#clock;
    switch (action.do) {
      case "clear":
        (clock[action.by] as (timer: unknown) => void)(this.#timers[action.which]);
        break;
      case "refresh":
        if (clock.countTimers() > 1) break; // the original may disarrange the others
        (this.#timers[action.which] as { refresh?: () => void } | undefined)?.refresh?.();
        break;
      case "setSystemTime":
        clock.setSystemTime(action.to);
        break;
      case "reset":
        clock.reset();
        break;
      case "nestedTick":
        (clock.tick as (ms: number) => void)(action.ms);
        break;
      case "throw":
        throw new Error("thrown by a callback");
      default:
        this.#schedule(action);
    }
  }

  #schedule({ do: kind, delay, body }: Extract<Action, { do: Scheduling }>): void {
    const name = `${kind} ${this.#scheduled++}`;
    const isJob = kind === "nextTick" || kind === "queueMicrotask";
    const callback = (...args: unknown[]): void => {
      // An endless program ends here, for both.
      if (++this.#fired > MAX_FIRED) return;
      this.#tell(name, args.map(argument).join());
      if (isJob) this.#actQuietly(body);
      else for (const action of body) this.#act(action);
    };
    const rest: unknown[] = kind === "requestIdleCallback" ? [{ timeout: delay }] : [delay, "argument"];
    this.#timers.push((this.#clock[kind] as (...all: unknown[]) => unknown)(callback, ...rest));
  }

  /** After a job that has thrown, the original runs it, and those before it, again. */
  #actQuietly(body: readonly Action[]): void {
    try {
      for (const action of body) this.#act(action);
    } catch (error) {
      this.#tell(textOf(error as Error));
    }
  }

  #tell(...what: string[]): void {
    const { now, Date, performance } = this.#clock;
    this.trace.push([now, Date.now() - now, performance.now(), ...what].join(" · "));
  }
}

function argument(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { didTimeout, timeRemaining } = value as { didTimeout: boolean; timeRemaining: () => number };
  return `${didTimeout} ${timeRemaining()}`;
}

/** The message; for a loop without end also who it was. */
function textOf({ message, stack = "" }: Error): string {
  return message.startsWith("Aborting") ? stack.split("\n").slice(0, 1).join() : message;
}

const MAX_FIRED = 400;
