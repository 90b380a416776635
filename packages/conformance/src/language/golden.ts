import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Json, Program } from "./grammar.ts";

/** What one run of a program left behind. */
export interface Recording {
  /** `[time, label, event, value]`, in order. */
  readonly trace: readonly TraceEvent[];
  /** Each named task and future, in order of creation: `[label, kind, state, value, cancelling, "unretrieved"?]`. */
  readonly final: readonly Json[];
  /** When the last run of main ended: the time, the turns of the loop, the timers that were left. */
  readonly meta: { readonly t: number; readonly iters: number; readonly timers: number };
}

export type TraceEvent = readonly [time: number, label: string, event: string, value: Json];

/** A program, and what CPython 3.14.2 did with it. */
export interface GoldenProgram extends Recording {
  readonly id: string;
  readonly title?: string;
  /** The parts of asyncio that it uses. */
  readonly uses: readonly string[];
  readonly prog: Program;
}

/** All golden programs, those written by hand first. */
export function goldenPrograms(): GoldenProgram[] {
  const written = readFileSync(new URL("../../golden/hand.jsonl", import.meta.url));
  const generated = gunzipSync(readFileSync(new URL("../../golden/generated.jsonl.gz", import.meta.url)));
  return [written, generated].flatMap((file) =>
    file
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as GoldenProgram),
  );
}
