import type { Ended } from "../ended.ts";
import type { Footprint } from "../footprint.ts";
import type { Interleavings } from "./linear-extensions.ts";
import type { Run, RunStep } from "./optimal/run.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { kindOf } from "../schedule.ts";

/** What a guide is asked: of the events that are enabled, which one happens now? */
export interface Choice {
  /** The number of the step that is chosen, from 1. */
  readonly step: number;
  /** How many events are enabled. */
  readonly size: number;
  /** The enabled events in default order: 0 is what happens where nothing deviates. */
  at(index: number): Occurrence;
  /** The task or stimulus to which the event belongs. */
  ownerAt(index: number): string;
  /** What is declared of the state that the event touches; `undefined`: nothing is, so that it may touch anything. */
  footprintAt(index: number): Footprint | undefined;
  /** The execution so far, as a search sees it that knows what steps have in common; `undefined` if that is not declared. */
  readonly observed: ObservedRun | undefined;
  /** The task or stimulus to which the last event belonged. */
  readonly lastOwner: string;
  /**
   * Puts an event behind everything, timers included, until nothing else is left. The others move up.
   * @param response - for an I/O call: its response too, when it comes
   */
  postpone(index: number, response?: boolean): void;
}

/** Decides one execution: the schedule, as it is being made. */
export interface Guide {
  /** The index of the event that happens now; -1 to give this execution up. */
  choose(choice: Choice): number;
  /** Asked where one event only is enabled, which is no choice: whether this execution is to be given up all the same. */
  givesUp?(only: Choice): boolean;
  /** Is told of every event that happens while there are choices: of those that were none, too. */
  happens?(event: Occurrence, owner: string, footprint: Footprint | undefined): void;
}

/** See {@link Choice.observed}. */
export interface ObservedRun {
  /** The number of an enabled event, the same in all equivalent executions; with the first value at each of its picks. */
  idOf(event: Occurrence): number;
  /**
   * That number, and those of all that the step is known to be with other values of its picks. While a pick is open: those
   * that the present step may still become with this value.
   */
  numbersOf(event: Occurrence): readonly number[];
  readonly steps: readonly RunStep[];
}

/** What a strategy is told of an execution that it guided. */
export interface Explored {
  readonly failed: boolean;
  /** A hash of the trace: equal for equal executions. */
  readonly fingerprint: number;
  /** Whether the guide gave it up. */
  readonly abandoned?: boolean;
  /** What happened in it, where footprints are declared. */
  readonly run?: Run | undefined;
  /** How it ended; `undefined` if it was given up. */
  readonly outcome?: Ended | undefined;
}

/** Which executions count as one, where footprints are declared: see the option of this name. */
export type Equivalence = "mazurkiewicz" | "observers";

/** How much of the space of interleavings was covered. */
export type Coverage =
  /**
   * Every interleaving of the model; `upTo`: or one that differs only in the order of steps that commute, as declared; with
   * observers: or overwrite the same, where nobody sees which came later.
   */
  | { readonly kind: "complete"; readonly upTo?: "declared footprints" | "declared footprints and observers" }
  /** Every schedule with at most so many deviations from the default order. */
  | { readonly kind: "complete to deviations"; readonly deviations: number }
  /** Every schedule that leaves a task that could go on at most so many times. */
  | { readonly kind: "complete to preemptions"; readonly preemptions: number }
  /** Every schedule that passes over at most so many events that would be next, where tasks take turns. */
  | { readonly kind: "complete to delays"; readonly delays: number }
  /** A sample. */
  | { readonly kind: "sampled" };

/**
 * An execution that shows no new order: equivalent to an earlier one (`"redundant"`), or given up as soon as it had shown
 * what a strategy had to know to go on (`"probe"`), or an earlier one with steps in another order that commute (`"check"`).
 */
export type Surplus = "redundant" | "probe" | "check";

/** Decides which schedule to try next. */
export interface Strategy {
  readonly name: string;
  /** The guide of the next execution; `undefined` when there is nothing left to try. */
  next(): Guide | undefined;
  /** Whether the guide that it has just returned is that of a check: no budget of executions cuts that off. */
  readonly isChecking?: boolean;
  /** The execution has ended. */
  learn(explored: Explored): void;
  /** What the last execution was, if it is not to be counted as one more order. */
  readonly surplus?: Surplus | undefined;
  /** What the executions so far amount to. */
  coverage(): Coverage;
  /** What a reader of the report has to know besides, as a sentence. */
  readonly remark?: string | undefined;
  /**
   * How many interleavings the executions stand for, where each stands for all that are equivalent to it; `undefined` where
   * each stands for itself, or nobody can tell.
   */
  readonly interleavings?: Interleavings | undefined;
  /** Why nothing that was explored can be relied on: the exploration rejects with it. */
  readonly error?: Error | undefined;
  /** About how many executions there are in all, those included that have been run; `undefined` while nobody can tell. */
  estimate?(): number | undefined;
  /**
   * Where it is, between two executions, as plain data for JSON. Together with {@link restore}: the exploration can be
   * interrupted, and go on in another process.
   */
  save?(): unknown;
  /** Goes on where one that was made in the same way has been saved. Called before the first execution. */
  restore?(saved: unknown): void;
}

/** Whether it is a choice of data: one of the values of a `sim.pick`. */
export function isPick(choice: Choice): boolean {
  return kindOf(choice.at(0)) === "pick";
}

/** The default order: first in, first out. */
export const firstInFirstOut: Guide = { choose: () => 0 };
