import type * as sinon from "@sinonjs/fake-timers";
import type * as ours from "../../src/fake-timers/index.ts";

// Checked by tsc alone: what was written for the types of @sinonjs/fake-timers goes on to compile.

/** What the original has in its types of its machinery. */
type Machinery =
  | "abortListenerMap"
  | "attachedInterval"
  | "duringTick"
  | "isNearInfiniteLimit"
  | "jobs"
  | "tickMode"
  | "timerHeap"
  | "timersModuleMethods"
  | "timersPromisesModuleMethods"
  | "timers";

/** What refers to the clock itself has its machinery too. */
type Public<Clock> = Omit<Clock, Machinery | "Date" | "Intl"> & { Date: DateConstructor };

declare const clock: ours.Clock;
export const sameClock: Public<sinon.Clock> = clock;

declare const module: typeof ours;
type Installed = (config?: sinon.Config) => Public<sinon.Clock>;
export const sameInstall: Installed = module.install;
type Created = (start?: number | Date | sinon.TemporalTimelike, loopLimit?: number) => Public<sinon.Clock>;
export const sameCreateClock: Created = module.createClock;
export const sameWithGlobal: (global: sinon.GlobalNamespace) => { install: Installed; createClock: Created } =
  module.withGlobal;
export const sameTimers: Record<keyof sinon.Timers, unknown> = module.timers as Required<ours.Timers>;

declare const config: sinon.Config;
export const sameConfig: ours.Config = config;
declare const method: sinon.FakeMethod;
export const sameMethod: ours.FakeMethod = method;
