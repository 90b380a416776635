/**
 * Runs asynchronous code under every order in which its tasks, timers and I/O can complete, and shows the smallest order
 * that breaks it.
 *
 * @module
 */
export { explore, replay } from "./explore.ts";
export { exploreModule, type ExploreModuleOptions } from "./threads/explore-module.ts";
export { EndlessStepError } from "./threads/thread-watchdog.ts";
export type { CloneableOptions } from "./threads/module-body.ts";
export { failed, outcomes, outcomesOf } from "./outcomes.ts";
export type { ExpectedFailure, OutcomesMatcher, OutcomeSet } from "./outcomes.ts";
export { OptionError, type ExploreOptions, type Progress, type Shard, type StrategyName } from "./options.ts";
export { CheckpointError } from "./checkpoint.ts";
export type { Body } from "./execution.ts";

export type { Simulation } from "./simulation/simulation.ts";
export type { IoOptions } from "./simulation/io.ts";
export { FaultOptionError, type FaultOptions, type Lost, type Rejections } from "./simulation/fault.ts";
export { PickError } from "./simulation/pick.ts";
export { SharedObjectError } from "./simulation/shared.ts";
export { type ArgumentsOf, SyncServiceMethodError, type Service, type ServiceOptions } from "./simulation/service.ts";
export type { SimTask, TaskFunction } from "./simulation/tasks.ts";
export type { History, Mark } from "./simulation/history.ts";
export type { EventKind, Origin, SimEvent } from "./simulation/event.ts";
export type { Occurrence } from "./simulation/enabled.ts";
export { TouchesError, type Touches } from "./simulation/touches.ts";
export type { Footprint } from "./footprint.ts";
export type { Ended } from "./ended.ts";
export { FootprintError, type NamedStep } from "./footprints/footprint-error.ts";

export { happensBefore, neverOverlap, OrderingError } from "./checks/ordering.ts";
export { serializable, SerializabilityError, type Scenario, type SerialOutcome } from "./checks/serializable.ts";

export { describeCoverage, describeFailure, describeStatistics, InterleavingError } from "./report/report.ts";
export { MergeError, mergeReports } from "./report/merge-reports.ts";
export type { FailingOrder, Outcome, Report, Statistics } from "./report/report.ts";
export type { Interleavings } from "./strategies/linear-extensions.ts";
export type { TraceEntry } from "./report/recorder.ts";
export {
  DeadlockError,
  ExternalWaitError,
  LivelockError,
  NondeterminismError,
  ScheduleMismatchError,
  UnhandledRejectionError,
  type Failure,
  type FailureKind,
  type Waiting,
} from "./failure.ts";

export { parseSchedule, printSchedule, ScheduleSyntaxError, type Deviation, type Schedule } from "./schedule.ts";
export { delays } from "./strategies/delays.ts";
export { deviations } from "./strategies/deviations.ts";
export { exhaustive } from "./strategies/exhaustive.ts";
export { optimal, UndividedPickError } from "./strategies/optimal.ts";
export { pct } from "./strategies/pct.ts";
export { pctcp } from "./strategies/pctcp.ts";
export { portfolio } from "./strategies/portfolio.ts";
export { pos } from "./strategies/pos.ts";
export { preemptions } from "./strategies/preemptions.ts";
export { random } from "./strategies/random.ts";
export { surw } from "./strategies/surw.ts";
export { urw } from "./strategies/urw.ts";
export type {
  Choice,
  Coverage,
  Equivalence,
  Explored,
  Guide,
  ObservedRun,
  Strategy,
  Surplus,
} from "./strategies/strategy.ts";
export type { Pending, Run, RunStep, Wait } from "./strategies/optimal/run.ts";
