import { parseArgs } from "node:util";

export interface Command {
  /** How many programs. */
  readonly count: number;
  /** Which ones; chosen anew if not given. */
  readonly seed: number | undefined;
  /** The number of the first one: after a difference in program 7:123, `--seed 7 --from 123 --count 1`. */
  readonly from: number;
}

export const USAGE = `Usage: pnpm conformance:live [--count 20000] [--seed N] [--from N]

Runs random programs on CPython and on loop-core, with tasks of generators and of async functions, and compares them.
  --count  how many programs (20000)
  --seed   which ones; the same number gives the same programs
  --from   the number of the first program of that seed (0)`;

/** @throws {TypeError} if it is not one */
export function parseCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== "--"), // pnpm hands it on
    options: {
      count: { type: "string", default: "20000" },
      seed: { type: "string" },
      from: { type: "string", default: "0" },
    },
  });
  return {
    count: wholeNumber("count", values.count),
    seed: values.seed === undefined ? undefined : wholeNumber("seed", values.seed),
    from: wholeNumber("from", values.from),
  };
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new TypeError(`--${option} takes a whole number, not "${text}".`);
}
