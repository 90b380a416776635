import type { GoldenProgram, Recording } from "../language/golden.ts";
import type { Program } from "../language/grammar.ts";

/** What knows the right recording of any program. */
export interface Oracle {
  /** Says who it is, for the report. */
  readonly name: string;

  /** Random programs with their recordings, number `first` and on of a seed: always the same for the same numbers. */
  programs(seed: number, first: number, count: number): readonly GoldenProgram[];

  record(program: Program): Promise<Recording>;

  /** Whether the recording stays the same when sets of tasks are in another order. */
  isDeterministic(program: Program): boolean;
}
