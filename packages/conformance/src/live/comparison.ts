import type { EventLoopOptions } from "@heddle/loop-core";
import { asyncFunctionKind, generatorKind } from "../kinds.ts";
import type { GoldenProgram } from "../language/golden.ts";
import type { Program } from "../language/grammar.ts";
import { describeDifference, type Difference, findDifference } from "./difference.ts";
import type { Oracle } from "./oracle.ts";
import { shrinkProgram } from "./shrink.ts";

const KINDS = [generatorKind, asyncFunctionKind];
const BATCH = 50;
/** Further differences are only counted. */
const SHOWN = 5;
const PROGRESS_MS = 5000;

export interface ComparisonOptions {
  readonly count: number;
  readonly seed: number;
  readonly from: number;
  readonly loop: EventLoopOptions;
  readonly print: (text: string) => void;
}

/** Compares as many random programs, prints how it goes, and gives the names of those that differ. */
export async function compareLive(oracle: Oracle, options: ComparisonOptions): Promise<string[]> {
  const { count, seed, from, loop, print } = options;
  const startedMs = performance.now();
  const different: string[] = [];
  let done = 0;
  let steps = 0;
  let progressMs = startedMs;
  const soFar = (): string => {
    const perSecond = Math.round(done / ((performance.now() - startedMs) / 1000));
    const named = different.length === 1 ? "difference" : "differences";
    return `${number(done)} of ${number(count)} programs, ${different.length} ${named}, ${number(perSecond)} programs/s`;
  };

  while (done < count) {
    for (const program of oracle.programs(seed, from + done, Math.min(BATCH, count - done))) {
      const difference = await findDifference(program, KINDS, loop);
      done++;
      steps += program.trace.length;
      if (difference === undefined) continue;
      different.push(program.id);
      if (different.length <= SHOWN) print(await report(oracle, program, difference, loop));
    }
    if (performance.now() - progressMs < PROGRESS_MS) continue;
    progressMs = performance.now();
    print(soFar());
  }

  const kinds = KINDS.map(({ name }) => `${name}s`).join(" and ");
  print(`${oracle.name} and loop-core (${kinds}), seed ${seed}: ${soFar()}, ${number(steps)} steps of traces`);
  if (different.length > 0) print(`Different: ${different.join(" ")}`);
  return different;
}

/** The smallest program that still makes the same kind of coroutine differ. */
async function report(
  oracle: Oracle,
  { id, title = "" }: GoldenProgram,
  found: Difference,
  loop: EventLoopOptions,
): Promise<string> {
  const differenceIn = async (prog: Program): Promise<Difference | undefined> =>
    findDifference({ prog, ...(await oracle.record(prog)) }, [found.kind], loop);
  const smallest = await shrinkProgram(found.program, async (program) => {
    const difference = await differenceIn(program);
    if (difference === undefined || "failure" in difference.actual !== "failure" in found.actual) return false;
    return difference.step <= found.step; // not to end with a lesser difference, perhaps another one
  });
  const chance = oracle.isDeterministic(smallest)
    ? ""
    : `\n  ${oracle.name} itself does something else when its sets of tasks are in another order.`;
  const shown = describeDifference((await differenceIn(smallest)) ?? found);
  const [seed, from] = id.split(":");
  return `\nProgram ${id} (${title}) differs; alone: --seed ${seed} --from ${from} --count 1\nThe smallest, ${shown}${chance}\n`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
