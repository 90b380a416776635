import { describe, expect, test } from "vitest";
import { type Body, failed, outcomes, outcomesOf, replay } from "../src/index.ts";
import { independentTasks } from "./programs.ts";

const counter: Body = async (sim) => {
  let count = 0;
  const increment = async (): Promise<void> => {
    const seen = await sim.io("read", () => count, { collapse: true });
    await sim.io("write", () => void (count = seen + 1), { collapse: true });
  };
  await sim.all({ a: increment, b: increment });
  return count;
};

const wins: Body = async (sim) => {
  const first = await Promise.race([sim.io("a", () => "a"), sim.io("b", () => "b")]);
  if (first === "b") throw new Error("b won");
  return { first };
};

describe("the outcomes of a body", () => {
  test("are all that it returns, each once", async () => {
    const found = await outcomesOf(counter);
    expect(found).toEqual(outcomes(1, 2));
    expect(found).not.toEqual(outcomes(1));
    expect(found).not.toEqual(outcomes(1, 2, 3));
    expect(found.outcomes).toHaveLength(2);
    expect(found.coverage).toEqual({ kind: "complete" });
  });

  test("are failures, too, and compared by what is in them", async () => {
    expect(await outcomesOf(wins)).toEqual(outcomes({ first: "a" }, failed("error")));
    expect(await outcomesOf(wins)).not.toEqual(outcomes({ first: "a" }, failed("deadlock")));
  });

  test("come with the schedule that led to each", async () => {
    const { outcomes: found } = await outcomesOf(wins);
    const [passes, fails] = [found.find(({ failure }) => !failure)!, found.find(({ failure }) => failure)!];
    expect(await replay(wins, passes.schedule)).toMatchObject({ failure: undefined });
    await expect(replay(wins, fails.schedule)).rejects.toThrow("b won");
  });

  test("of a sample are told as such", async () => {
    const found = await outcomesOf(independentTasks(4, 3, false), { maxExecutions: 50, strategy: "random" });
    expect(found).toMatchObject({ coverage: { kind: "sampled" }, cutBy: "executions" });
  });
});
