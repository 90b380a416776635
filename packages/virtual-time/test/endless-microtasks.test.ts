import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { BudgetExceededError, type Budget, runVirtual, virtualTime } from "../src/index.ts";

const { setTimeout: realSetTimeout } = globalThis;

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function spin(times = Infinity): Promise<string> {
  for (let i = 0; i < times; i++) await Promise.resolve();
  return "came to its end";
}

const budget: Budget = { microtasks: 1000 };

/** A file and a line of this test. */
const HERE = expect.stringContaining("endless-microtasks.test.ts") as unknown;

describe("a chain of microtasks without end", () => {
  const inner = async (): Promise<number> => 1;
  const chains: Record<string, () => unknown> = {
    "a loop that awaits nothing": () => spin(),
    "a loop that awaits a function which is done at once": async () => {
      for (;;) await inner();
    },
    "a promise that is settled by another one, and so on": () => {
      const next = (): Promise<unknown> => Promise.resolve().then(next);
      return next();
    },
    queueMicrotask: () => {
      const next = (): void => queueMicrotask(next);
      next();
      return new Promise(() => {});
    },
    "process.nextTick": () => {
      const next = (): void => process.nextTick(next);
      next();
      return new Promise(() => {});
    },
    "process.nextTick and promises in turn": () => {
      const next = (): void => process.nextTick(() => void Promise.resolve().then(next));
      next();
      return new Promise(() => {});
    },
    "of a timer's callback, while the body waits": async () => {
      setTimeout(() => void spin(), 5);
      await later(10);
    },
    "of code that goes on after a while": async () => {
      await later(1000);
      await spin();
    },
    "two of them": () => Promise.all([spin(), spin()]),
  };
  test.each(Object.entries(chains))("ends the run with an error that says where it is: %s", async (_how, body) => {
    const { setTimeout: before } = globalThis;
    const run = runVirtual(body, { budget });
    await expect(run).rejects.toBeInstanceOf(BudgetExceededError);
    await expect(run).rejects.toMatchObject({ limit: "microtasks", last: "a microtask", madeAt: HERE });
    await expect(run).rejects.toThrow(
      /More than 1000 microtasks in one step, and no end\. .* made at .*\.test\.ts:\d+:\d+\)\. Likely a loop that awaits nothing/,
    );
    expect(globalThis.setTimeout).toBe(before);
    await new Promise((resolve) => realSetTimeout(resolve, 0)); // the host goes on
    expect(await runVirtual(() => later(1000).then(() => "and so does virtual time"))).toBe("and so does virtual time");
  });

  test("names the function that is in it", async () => {
    await expect(runVirtual(() => spin(), { budget })).rejects.toMatchObject({
      madeAt: expect.stringMatching(/^spin \(/) as unknown,
    });
  });

  test("is told to whoever moves time, which can go on", async () => {
    using time = virtualTime({ budget });
    setTimeout(() => void spin(), 5);
    await expect(time.advance(10)).rejects.toMatchObject({ limit: "microtasks", madeAt: HERE });
    expect(time.now()).toBe(5);
    await time.advance(10);
    expect(time.now()).toBe(15);
  });

  test("leaves a run beside it alone", async () => {
    const [endless, fine] = await Promise.allSettled([
      runVirtual(() => spin(), { budget }),
      runVirtual(async () => {
        for (let i = 0; i < 100; i++) await later(1000);
        return "fine";
      }),
    ]);
    expect(endless.status).toBe("rejected");
    expect(fine).toEqual({ status: "fulfilled", value: "fine" });
  });

  test("is none if it ends, however many wait at once", async () => {
    const crowd = (): Promise<string[]> => Promise.all(Array.from({ length: 5000 }, () => spin(3)));
    expect(await runVirtual(() => crowd().then((all) => all.length), { budget })).toBe(5000);
  });

  test("is none if it only takes long, where the budget says so", async () => {
    await expect(runVirtual(() => spin(10_000), { budget })).rejects.toBeInstanceOf(BudgetExceededError);
    for (const microtasks of [100_000, Infinity]) {
      expect(await runVirtual(() => spin(10_000), { budget: { microtasks } })).toBe("came to its end");
    }
  });

  test("is none if time goes by, or the host has its turn, in between", async () => {
    const run = runVirtual(
      async () => {
        for (let i = 0; i < 20; i++) {
          await spin(300);
          await (i % 2 === 0 ? later(1) : new Promise((resolve) => setImmediate(resolve)));
        }
        return "fine";
      },
      { budget },
    );
    expect(await run).toBe("fine");
  });

  test("of others is none of ours", async () => {
    const others = spin(20_000);
    expect(await runVirtual(() => later(1000).then(() => "fine"), { budget })).toBe("fine");
    expect(await others).toBe("came to its end");
  });

  test("also of code that outlives its run, or that nobody waits for, ends as an uncaught exception", async () => {
    const printed = await run(new URL("fixtures/endless-outside.ts", import.meta.url));
    expect(printed.split("\n").map((line) => line.replace(/^(.*?: \w+): .* made at (\S+) .*$/, "$1: $2"))).toEqual([
      "outlives: BudgetExceededError: straggler",
      "outside: BudgetExceededError: spin",
      "outside, in ticks: BudgetExceededError: tick",
      "the process goes on",
    ]);
  });
});

/** What a program prints. */
function run(program: URL): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=@heddle/source", fileURLToPath(program)],
      { timeout: 20_000 },
      (_error, stdout, stderr) => resolve((stdout + stderr).trim()),
    );
  });
}
