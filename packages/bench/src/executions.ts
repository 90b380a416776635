import { macrotaskHop } from "@heddle/loop-core";
import { exploreExhaustive, exploreRandom, exploreStarts, exploreTwoMoments, exploreWith } from "./programs/explore.ts";
import { fastCheckWaitAll, fastCheckWaitIdle } from "./programs/fast-check-scheduler.ts";
import { handWrittenPicker } from "./programs/hand-written-picker.ts";
import type { Contender, Size } from "./programs/lost-update.ts";
import { medianNs, type Rounds } from "./rounds.ts";
import { integer, ratio, table } from "./table.ts";

/** Those that have the same choices, and so the same orders to run. */
export const rivals: readonly Contender[] = [
  exploreRandom,
  exploreExhaustive,
  fastCheckWaitAll,
  fastCheckWaitIdle,
  handWrittenPicker,
];

/** Those that do more for an execution, or do it where the host has no synchronous drain: for information. */
export const variants: readonly Contender[] = [exploreTwoMoments, exploreStarts, exploreWith(macrotaskHop)];

/** What does an execution cost? */
export async function executions(size: Size, rounds: Rounds): Promise<string> {
  const contenders = [...rivals, ...variants];
  const measured = contenders.map((contender) => ({
    name: contender.name,
    run: (times: number) => contender.run(size, times, new Set()),
  }));
  const ns = await medianNs(measured, rounds);
  const of = ({ name }: Contender): number => ns.get(name) ?? NaN;
  const row = (contender: Contender): string[] => [
    contender.name,
    integer(1e9 / of(contender)),
    (of(contender) / 1000).toFixed(2),
    ratio(of(fastCheckWaitAll) / of(contender)),
    ratio(of(fastCheckWaitIdle) / of(contender)),
  ];
  return table(
    [`${size.tasks} tasks x ${size.awaits} awaits`, "executions/s", "µs each", "vs waitAll", "vs waitIdle"],
    contenders.map(row),
  );
}
