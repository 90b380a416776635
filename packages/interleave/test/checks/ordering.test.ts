import { describe, expect, test } from "vitest";
import { explore, happensBefore, type Mark, neverOverlap, OrderingError, type Simulation } from "../../src/index.ts";
import { failingOrder } from "../observe.ts";
import { PromiseLock } from "../programs.ts";

/** Makes marks on behalf of tasks, in this order: `a:enter` is `enter` of task `a`. */
async function history(...marks: string[]): Promise<Simulation["history"]> {
  let made: Simulation["history"] | undefined;
  await explore(
    async (sim) => {
      for (const mark of marks) {
        const [key, name] = mark.split(":") as [string, string];
        sim.mark(name, { key });
        await sim.io("next", () => {}, { collapse: true });
      }
      made = sim.history;
    },
    { strategy: "deviations", maxExecutions: 1 },
  );
  return made!;
}

const byKey = ({ data }: Mark): unknown => (data as { key: string }).key;

function thrown(check: () => void): OrderingError {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(OrderingError);
    return error as OrderingError;
  }
  throw new Error("the check passes");
}

describe("happensBefore", () => {
  test("passes where each later mark has an earlier one before it", async () => {
    happensBefore(await history("x:saved", "x:confirmed", "x:confirmed"), "saved", "confirmed");
    happensBefore(await history(), "saved", "confirmed");
    happensBefore(await history("x:saved"), "saved", "confirmed");
  });

  test("names the mark that came too early, and what was missing", async () => {
    const marks = await history("x:begun", "x:confirmed", "x:saved");
    const error = thrown(() => happensBefore(marks, "saved", "confirmed"));
    expect(error.message).toMatch(/^"confirmed" of \w+ \(step 1\) came before any "saved"; expected "saved" first\.$/);
    expect(error.marks.map(({ name }) => name)).toEqual(["confirmed"]);
  });

  test("with a key, compares marks of the same key only", async () => {
    const marks = await history("one:saved", "two:confirmed", "two:saved");
    happensBefore(marks, "saved", "confirmed");
    expect(thrown(() => happensBefore(marks, "saved", "confirmed", byKey)).marks).toMatchObject([
      { name: "confirmed", data: { key: "two" } },
    ]);
  });
});

describe("neverOverlap", () => {
  test("passes where sections come one after the other", async () => {
    neverOverlap(await history("a:enter", "a:leave", "b:enter", "b:leave"), "enter", "leave", byKey);
    neverOverlap(await history("a:enter"), "enter", "leave", byKey); // the last one may stay open
  });

  test("names both sections that are open at a time", async () => {
    const marks = await history("a:enter", "b:enter", "a:leave");
    const error = thrown(() => neverOverlap(marks, "enter", "leave", byKey));
    expect(error.message).toMatch(
      /^"enter" of .* came while "enter" of .* had no "leave" yet; expected one at a time\.$/,
    );
    expect(error.marks.map(byKey)).toEqual(["a", "b"]);
  });

  test("a section within itself overlaps", async () => {
    const marks = await history("a:enter", "a:enter");
    expect(thrown(() => neverOverlap(marks, "enter", "leave", byKey)).marks).toHaveLength(2);
  });

  test("names a section that ends without having begun", async () => {
    const marks = await history("a:enter", "b:leave");
    expect(thrown(() => neverOverlap(marks, "enter", "leave", byKey)).message).toMatch(
      /^"leave" of .* came without a "enter" before it\.$/,
    );
  });

  test("without a key, a section belongs to its task, also where it has awaited", async () => {
    const section = (lock: PromiseLock | undefined) => async (sim: Simulation) => {
      const work = async (): Promise<void> => {
        const release = await lock?.acquire();
        sim.mark("enter");
        await sim.io("work", () => {});
        sim.mark("leave");
        release?.();
      };
      await sim.all({ alice: work, bob: work });
      neverOverlap(sim.history, "enter", "leave");
    };
    expect((await explore((sim) => section(new PromiseLock())(sim))).coverage).toEqual({ kind: "complete" });
    const { error, marks } = await failingOrder(section(undefined));
    expect(error).toBeInstanceOf(OrderingError);
    expect(new Set((error as OrderingError).marks.map(({ owner }) => owner))).toEqual(new Set(["alice", "bob"]));
    expect(marks.map(({ name }) => name)).toContain("enter");
  });
});
