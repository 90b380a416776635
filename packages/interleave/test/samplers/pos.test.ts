import { describe, expect, test } from "vitest";
import { pos, random } from "../../src/index.ts";
import { type Bug, deviationOf, hits } from "./hit-rates.ts";

const RUNS = 3000;
const NOISE = 20;

/** One write, against a read behind a long run-up of calls that have nothing to do with it. */
function behindNoise(declared: boolean): Bug {
  return {
    name: "behind a run-up",
    async body(sim) {
      let written = false;
      const touching = (key: string) => ({ collapse: true, ...(declared ? { touches: [key] } : {}) });
      const write = (): Promise<void> => sim.io("write", () => void (written = true), touching("x"));
      const read = async (): Promise<void> => {
        for (let i = 0; i < NOISE; i++) await sim.io("noise", () => {}, touching("own"));
        if (!(await sim.io("read", () => written, touching("x")))) throw new Error("not yet written");
      };
      await sim.all({ read, write });
    },
  };
}

describe("a race behind a run-up that does not race", () => {
  test("is likely: the write keeps its priority until the read comes", async () => {
    // Fails where the write has the lowest priority of all: one of NOISE + 2.
    const count = await hits(behindNoise(true), pos(1), RUNS);
    expect(Math.abs(deviationOf(count, RUNS, 1 / (NOISE + 2)))).toBeLessThan(4);
  });

  test("is out of reach of a random walk, and of POS where nothing is declared", async () => {
    expect(await hits(behindNoise(true), random(1), RUNS)).toBe(0);
    expect(await hits(behindNoise(false), pos(1), RUNS)).toBe(0);
  });
});

describe("each order of two that race", () => {
  /** Two tasks write one key, so many times each; the bug is one of the orders. */
  const bug = (touches: string[] | { reads: string[] }): Bug => ({
    name: "in turn",
    async body(sim) {
      let order = "";
      const work = (name: string) => async (): Promise<void> => {
        for (let i = 0; i < 2; i++) await sim.io(name, () => void (order += name), { collapse: true, touches });
      };
      await sim.all({ a: work("a"), b: work("b") });
      if (order === "abab") throw new Error("in turn");
    },
  });

  test("is as likely as the other, at every step", async () => {
    expect(Math.abs(deviationOf(await hits(bug(["x"]), pos(1), RUNS), RUNS, 1 / 8))).toBeLessThan(4);
  });

  test("does not matter where both only read: priorities stay", async () => {
    // a1 > b1, and b1, the lower of two, above a2; then b2 below a2: of 4! orders of a1 a2 b1 b2, those with
    // a1 > b1 > a2 > b2, for b2 is drawn when b1 has happened.
    expect(Math.abs(deviationOf(await hits(bug({ reads: ["x"] }), pos(1), RUNS), RUNS, 1 / 24))).toBeLessThan(4);
  });
});
