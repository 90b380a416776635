import { describe, expect, test as plainTest } from "vitest";
import { test } from "../src/index.ts";
import { interleaveWith } from "../src/interleave.ts";

describe("test.interleave", () => {
  const executions = { withoutOptions: 0, withOptions: 0, aborted: 0 };

  test.interleave("runs its body under several orders", async (sim) => {
    executions.withoutOptions++;
    await sim.all({ alice: () => sim.io("call", () => 0), bob: () => sim.io("call", () => 0) });
  });

  test.interleave(
    "takes options before its body, as vitest's test does",
    { maxExecutions: 3, retry: 0 },
    async (sim) => {
      executions.withOptions++;
      await sim.all({ alice: () => sim.io("call", () => 0), bob: () => sim.io("call", () => 0) });
    },
  );

  test("explores as the options say", () => {
    expect(executions.withoutOptions).toBeGreaterThan(20);
    expect(executions.withOptions).toBeLessThan(10); // 3, and those that are run to compare
  });

  plainTest("ends with the signal of its test", async () => {
    let run: Promise<void> | undefined;
    const declare = interleaveWith((_name, _options, test) => {
      run = test({ signal: AbortSignal.abort(), task: { timeout: 0 } });
    });
    declare("aborted", { strategy: "random", maxExecutions: Infinity, maxTimeMs: Infinity }, async (sim) => {
      executions.aborted++;
      await sim.all({ alice: () => sim.io("call", () => 0), bob: () => sim.io("call", () => 0) });
    });
    await run;
    expect(executions.aborted).toBeLessThan(10);
  });

  plainTest("hands vitest its own options, with a timeout that fits the time asked for", () => {
    const declared: unknown[] = [];
    const declare = interleaveWith((name, { retry, timeout }) => void declared.push({ name, retry, timeout }));
    declare("long", { retry: 2, maxTimeMs: 20_000 }, () => {});
    expect(declared).toEqual([{ name: "long", retry: 2, timeout: 22_000 }]);
  });
});
