import type { MicrotaskDrain } from "@heddle/loop-core";
import { Execution, type ExecutionSettings } from "./execution.ts";
import { type Plan, runExecutions } from "./executions.ts";
import type { Recorder } from "./report/recorder.ts";
import type { Guide } from "./strategies/strategy.ts";

/** Makes the executions of one exploration, and runs them. */
export class Executor {
  readonly settings: ExecutionSettings;
  readonly #drain: MicrotaskDrain;

  constructor(settings: ExecutionSettings, drain: MicrotaskDrain) {
    this.settings = settings;
    this.#drain = drain;
  }

  /** One that has not begun yet. */
  make(guide: Guide, recorder?: Recorder): Execution {
    return new Execution(this.settings, guide, recorder);
  }

  /** Runs all of a plan. `muted`: what the body prints is dropped. */
  run(plan: Plan, { muted = true }: { muted?: boolean } = {}): Promise<void> {
    return runExecutions(plan, { host: this.settings.host, drain: this.#drain, muted });
  }

  /** Runs one. */
  async one(guide: Guide, recorder?: Recorder, options?: { muted?: boolean }): Promise<Execution> {
    let execution: Execution | undefined;
    // Not made before: it is to find the globals that stand in for the host's.
    const next = (): Execution | undefined =>
      execution === undefined ? (execution = this.make(guide, recorder)) : undefined;
    await this.run({ next, done: () => {} }, options);
    return execution as unknown as Execution;
  }
}
