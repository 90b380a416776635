import { createTask, isCancelled, sleep } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import { type Body, exhaustive, explore, type ExploreOptions, type Simulation } from "../src/index.ts";
import { failingOrder, observeEach } from "./observe.ts";
import { independentTasks } from "./programs.ts";

/** What became of the task "worker", in every order. */
async function fates(work: (sim: Simulation, log: string[]) => Promise<unknown>, options: ExploreOptions = {}) {
  const all = new Set<string>();
  await explore(
    async (sim) => {
      const log: string[] = [];
      await work(sim, log);
      if (sim.cancelled("worker")) log.push("(cancelled)");
      all.add(log.join(" "));
    },
    { strategy: "exhaustive", cancel: ["worker"], ...options },
  );
  return [...all].toSorted();
}

describe("a cancel comes at every point:", () => {
  test("not at all, before the start, between two moments, after the end", async () => {
    const all = await fates(async (sim, log) => {
      const work = sim.spawn("worker", async ({ signal }) => {
        log.push(signal.aborted ? "starts cancelled" : "starts");
        await sim.io("work", () => {}, { collapse: true });
        log.push(signal.aborted ? "ends cancelled" : "ends");
      });
      await work;
      await sim.io("after", () => {}, { collapse: true });
    });
    expect(all).toEqual([
      "starts cancelled ends cancelled (cancelled)",
      "starts ends",
      "starts ends (cancelled)", // too late: it has no effect
      "starts ends cancelled (cancelled)",
    ]);
  });

  test("the signal tells listeners, with a reason that names the task", async () => {
    const reasons = new Set<string>();
    await fates(async (sim) => {
      await sim.spawn("worker", async ({ signal }) => {
        signal.addEventListener("abort", () => {
          const reason = signal.reason as DOMException;
          reasons.add(`${reason.name}: ${reason.message}`);
        });
        await sim.io("work", () => {});
      });
    });
    expect([...reasons]).toEqual(['AbortError: "worker" was cancelled by the exploration']);
  });

  test("what is thrown because of it is no failure, and another error is", async () => {
    const throws = (make: (signal: AbortSignal) => unknown): Body => {
      return (sim) =>
        sim.spawn("worker", async ({ signal }) => {
          await sim.io("work", () => {});
          if (signal.aborted) throw make(signal);
        });
    };
    const options = { cancel: ["worker"] };
    await explore(
      throws((signal) => signal.reason),
      options,
    );
    await explore(
      throws(() => new DOMException("mine", "AbortError")),
      options,
    );
    expect(
      await failingOrder(
        throws(() => new Error("cleanup failed")),
        options,
      ),
    ).toMatchObject({ kind: "error" });
  });

  test("an AbortError without any cancel is a failure", async () => {
    const body: Body = () => Promise.reject(new DOMException("mine", "AbortError"));
    expect((await failingOrder(body, { cancel: ["worker"] })).kind).toBe("error");
  });
});

describe("tasks of the loop", () => {
  test("are cancelled by name", async () => {
    const all = await fates(async (sim, log) => {
      const task = createTask(
        async () => {
          try {
            await sleep(10);
            log.push("slept");
          } catch (error) {
            log.push(isCancelled(error) ? "woken by a cancel" : "woken");
            throw error;
          }
        },
        { name: "worker" },
      );
      await Promise.resolve(task).catch(() => {});
    });
    expect(all).toContain("slept");
    expect(all).toContain("woken by a cancel (cancelled)");
  });

  test("that are returned by a task function are cancelled with it", async () => {
    const all = await fates(async (sim, log) => {
      const work = sim.spawn("worker", () =>
        createTask(async () => {
          await sleep(10);
          log.push("slept");
        }),
      );
      await work.catch((error: unknown) => log.push(isCancelled(error) ? "cancelled inside" : "failed"));
    });
    expect(all).toContain("slept");
    expect(all).toContain("cancelled inside (cancelled)");
    expect(all.filter((fate) => fate.startsWith("failed"))).toEqual([]);
  });

  test("that swallow a cancel go on", async () => {
    const all = await fates(async (sim, log) => {
      const task = createTask(
        async () => {
          try {
            await sleep(10);
          } catch {
            // swallowed
          }
          await sleep(10);
          log.push("done");
        },
        { name: "worker" },
      );
      await Promise.resolve(task).catch((error: unknown) => log.push(isCancelled(error) ? "never began" : "failed"));
    });
    expect(all).toContain("done");
    expect(all).toContain("done (cancelled)");
    expect(all.filter((fate) => fate.startsWith("failed"))).toEqual([]);
  });
});

describe("at most maxCancels", () => {
  const cancels = async (maxCancels: number): Promise<Set<number>> => {
    const counts = new Set<number>();
    await explore(
      async (sim) => {
        const work = (): Promise<void> => sim.io("work", () => {}, { collapse: true });
        await sim.all({ a: work, b: work });
        counts.add(["a", "b"].filter((name) => sim.cancelled(name)).length);
      },
      { strategy: "exhaustive", cancel: ["a", "b"], maxCancels, maxExecutions: 10_000 },
    );
    return counts;
  };

  test("one by default", async () => {
    expect(await cancels(1)).toEqual(new Set([0, 1]));
  });

  test("two where two are allowed", async () => {
    expect(await cancels(2)).toEqual(new Set([0, 1, 2]));
  });
});

describe("the dimension shifts nothing else", () => {
  const body = independentTasks(2, 1, false);
  const withoutCancels = (trace: readonly string[]): boolean => trace.every((line) => !line.includes(" cancel "));
  // Where a cancel could still come, it is an event that the body goes on after the end of all.
  const withoutJoin = (trace: readonly string[]): string[] => trace.filter((line) => !line.includes(" join "));

  test("the default order is the same", async () => {
    const [plain] = await observeEach(body, exhaustive(), { maxExecutions: 1 });
    const [cancelling] = await observeEach(body, exhaustive(), { maxExecutions: 1, cancel: ["task 0"] });
    expect(cancelling!.deviations).toEqual([]);
    expect(withoutJoin(cancelling!.trace)).toEqual(plain!.trace);
  });

  test("the schedules without a cancel are those without the dimension", async () => {
    const plain = await observeEach(body, exhaustive());
    const cancelling = await observeEach(body, exhaustive(), { cancel: ["task 0", "task 1"] });
    const lines = (trace: readonly string[]): string =>
      withoutJoin(trace)
        .map((line) => line.replace(/ \([^)]*\)$/, ""))
        .join();
    const uncancelled = cancelling.filter(({ trace }) => withoutCancels(trace)).map(({ trace }) => lines(trace));
    expect(new Set(uncancelled)).toEqual(new Set(plain.map(({ trace }) => lines(trace))));
  });

  test("identities of the events of the body are the same, too", async () => {
    const [plain] = await observeEach(body, exhaustive(), { maxExecutions: 1 });
    const [cancelling] = await observeEach(body, exhaustive(), { maxExecutions: 1, cancel: ["task 0"] });
    expect(withoutJoin(cancelling!.trace)).toEqual(plain!.trace);
  });
});
