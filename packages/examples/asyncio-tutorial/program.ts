import type { Simulation } from "@heddle/interleave";
import type { Clock } from "@heddle/loop-core";

/** A program of the tutorial. */
export type Program = TimedProgram | RacingProgram;

/** A program with one loop and one possible course of events: its clock alone says when what happens. */
export interface TimedProgram {
  readonly title: string;
  readonly main: (stage: Stage) => Promise<void>;
}

/** A program with a second thread: what it prints depends on who is faster. */
export interface RacingProgram {
  readonly title: string;
  /** With a simulated thread, to be explored; returns what it prints. */
  readonly body: (sim: Simulation) => Promise<readonly string[]>;
  /** The same with a real one, where there is something to see. */
  readonly real?: (stage: Stage) => Promise<void>;
}

/** What a program runs on. */
interface Stage {
  /** Virtual, or the host's own. */
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

/** The tutorial counts in seconds, to a tenth; the loop in milliseconds. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
