import { describe, expect, test } from "vitest";
import {
  type Body,
  explore,
  type ExploreOptions,
  InterleavingError,
  replay,
  ScheduleMismatchError,
  ScheduleSyntaxError,
} from "../src/index.ts";
import { failing, lostUpdateAtOnce, quick, staleResponse } from "./programs.ts";

async function reportOf(run: Promise<unknown>): Promise<InterleavingError> {
  const error: unknown = await run.then(
    () => new Error("nothing failed"),
    (error: unknown) => error,
  );
  if (error instanceof InterleavingError) return error;
  throw error;
}

describe("a failing report's schedule replays to the same failure and trace", () => {
  for (const minimise of [true, false]) {
    const all = minimise ? failing : failing.filter((program) => quick.includes(program));
    test.each(all)(`$name, ${minimise ? "minimised" : "as found"}`, async ({ body, options }) => {
      const found = await reportOf(explore(body, { ...options, minimise }));
      const { schedule, trace, marks, kind, error } = found.report.failure;
      const again = await reportOf(replay(body, schedule, options));
      expect(again.report.failure).toMatchObject({ kind, trace, marks, schedule });
      expect(String(again.report.failure.error)).toBe(String(error));
      expect(again.report.strategy).toBe("replay");
    });
  }
});

test("a schedule that passes gives a report", async () => {
  let schedule = "";
  const body: Body = async (sim) => {
    await sim.all({ a: () => sim.io("x", () => {}), b: () => sim.io("y", () => {}) });
    if (schedule === "") throw new Error("to get a schedule");
  };
  ({ schedule } = (await reportOf(explore(body))).report.failure);
  expect(await replay(body, schedule)).toMatchObject({ strategy: "replay", failure: undefined });
});

describe("a schedule that does not fit says where", () => {
  const options = staleResponse.options ?? {};

  async function schedule(): Promise<string> {
    return (await reportOf(explore(staleResponse.body, options))).report.failure.schedule;
  }

  async function mismatch(body: Body, text: string, options: ExploreOptions): Promise<ScheduleMismatchError> {
    const error: unknown = await (async () => replay(body, text, options))().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ScheduleMismatchError);
    expect((error as Error).message).toMatch(
      /^The schedule does not fit this body: .* explore again to get a fresh one\.$/,
    );
    return error as ScheduleMismatchError;
  }

  /** The stale response, with other names for its calls, and more or fewer of them. */
  const variant =
    (names: readonly string[], before = 0): Body =>
    async (sim) => {
      for (let i = 0; i < before; i++) await sim.io("warm up", () => {});
      let shown = "";
      const tasks = names.map(
        (name, i) => [`task ${i}`, async () => (shown = await sim.io(name, () => name))] as const,
      );
      await sim.all(Object.fromEntries(tasks));
      if (shown !== names.at(-1)) throw new Error("stale");
    };

  test("when a label has changed", async () => {
    const { message, step } = await mismatch(variant(["lookup", "lookup"]), await schedule(), options);
    expect(step).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/event \d+\.\d is now the (arrive|respond) of "lookup"/);
  });

  test("when an event is missing", async () => {
    const { message, step } = await mismatch(variant(["search"]), await schedule(), options);
    expect(step).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/was no choice|is not enabled there|the execution ended after 2/);
  });

  test("when something comes before", async () => {
    const { message } = await mismatch(variant(["search", "search"], 1), await schedule(), options);
    expect(message).toMatch(/at step \d+ it says "(pull|postpone|postpone both) event/);
    expect(message).toMatch(/enabled at step \d+: .*"search"/);
  });

  test("when only the end is another: the trace differs", async () => {
    const body: Body = async (sim) => {
      await Promise.resolve(staleResponse.body(sim)).catch(() => {});
      await sim.io("one more", () => {});
    };
    const { message, step } = await mismatch(body, await schedule(), options);
    expect(step).toBeUndefined();
    expect(message).toMatch(/all its deviations could be followed, but the trace is \w+ and was \w+/);
  });

  test("when the options have changed", async () => {
    const { message } = await mismatch(staleResponse.body, await schedule(), { starts: "as events" });
    expect(message).toMatch(/recorded under "ro" .* the options of now are "r"/);
    const cancelling = await mismatch(staleResponse.body, await schedule(), { ...options, cancel: ["first"] });
    expect(cancelling.message).toMatch(/recorded under "ro" .* the options of now are "roc1"/);
  });

  test("when it deviates beyond the end", async () => {
    const [version, dimensions, , trace] = (await schedule()).split("-");
    const text = `${version}-${dimensions}-99+1.0:abc-${trace}`;
    const { message, step } = await mismatch(staleResponse.body, text, options);
    expect(step).toBe(99);
    expect(message).toMatch(/deviates at step 99 \(event 1\.0\), but the execution ended after 4/);
  });

  test("when a piece of the string was cut off", async () => {
    const text = await schedule();
    for (const cut of [text.slice(0, -9), text.slice(3), text.slice(0, 4)]) {
      await expect((async () => replay(staleResponse.body, cut, options))()).rejects.toThrow(ScheduleSyntaxError);
    }
    const { message } = await mismatch(staleResponse.body, text.slice(0, -2), options);
    expect(message).toMatch(/but the trace is/);
  });
});

test("a replay runs beside no other exploration", async () => {
  const { schedule } = (await reportOf(explore(lostUpdateAtOnce.body))).report.failure;
  const order: string[] = [];
  await Promise.all([
    replay(lostUpdateAtOnce.body, schedule).catch(() => order.push("replay")),
    explore(() => {}).then(() => order.push("explore")),
    replay(lostUpdateAtOnce.body, schedule).catch(() => order.push("replay")),
  ]);
  expect(order).toEqual(["replay", "explore", "replay"]);
});
