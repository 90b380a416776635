import { appendFileSync } from "node:fs";
import { features } from "./features/index.ts";
import { Lacking, type Peer } from "./peer.ts";

/**
 * Runs the features from the given one on, and writes down when each begins and what came of it. For a child process, which
 * is of no more use when a feature has left the globals as fakes.
 */
export async function observe(peer: Peer): Promise<void> {
  const { COMPARISON_FROM = "0", COMPARISON_NOTES = "" } = process.env;
  const note = (line: object): void => appendFileSync(COMPARISON_NOTES, `${JSON.stringify(line)}\n`);
  for (let i = Number(COMPARISON_FROM); i < features.length; i++) {
    note({ begins: i });
    note({ cell: await cellOf(i, peer) });
    if (readGlobals().some((value, j) => value !== real[j])) {
      note({ stops: "the globals are not real any more" });
      return;
    }
  }
}

const globals: readonly (readonly [object, string])[] = [
  [globalThis, "setTimeout"],
  [globalThis, "setImmediate"],
  [globalThis, "Date"],
  [performance, "now"],
  [process, "nextTick"],
];
const readGlobals = (): unknown[] => globals.map(([owner, key]): unknown => Reflect.get(owner, key));
const real = readGlobals();

/** What the table says of a feature. */
export type Cell = "yes" | "no" | "throws" | "hangs";

async function cellOf(i: number, peer: Peer): Promise<Cell> {
  try {
    return (await features[i]?.observed(peer)) === true ? "yes" : "no";
  } catch (error) {
    return error instanceof Lacking ? "no" : "throws";
  }
}
