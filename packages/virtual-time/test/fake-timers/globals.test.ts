import { describe, expect, test } from "vitest";
import { createClock, install, withGlobal } from "../../src/fake-timers/index.ts";

describe("Date of a fake clock", () => {
  const clock = createClock(86_400_000);

  test("is marked as a fake, and is a Date in all else", () => {
    expect([clock.Date.isFake, clock.Date.clock === clock]).toEqual([true, true]);
    expect(new clock.Date().getTime()).toBe(86_400_000);
    expect(new clock.Date(5)).toEqual(new Date(5));
    expect(new clock.Date()).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(clock.Date);
    expect(String(clock.Date)).toBe(String(Date));
    expect((clock.Date as unknown as () => string)()).toBe(new Date(86_400_000).toString());
    expect(clock.Date.UTC(2024, 0)).toBe(Date.UTC(2024, 0));
  });
});

describe("Intl of a fake clock", () => {
  const clock = createClock(Date.UTC(2024, 1, 29, 12));
  const Fake = clock.Intl as typeof Intl;

  test("formats the clock's present if it is given no date", () => {
    const format = new Fake.DateTimeFormat("en-GB", { timeZone: "UTC" });
    expect(format.format()).toBe("29/02/2024");
    clock.tick("23:00:00");
    expect(format.formatToParts().map(({ value }) => value)).toEqual(["01", "/", "03", "/", "2024"]);
    expect(format.format(0)).toBe("01/01/1970");
    expect(format.formatRange(0, 86_400_000)).toBe(
      new Intl.DateTimeFormat("en-GB", { timeZone: "UTC" }).formatRange(0, 86_400_000),
    );
  });

  test("is called with and without new, and has all that Intl has", () => {
    expect(Fake.DateTimeFormat("en", { timeZone: "UTC" }).resolvedOptions().timeZone).toBe("UTC");
    expect(new Fake.DateTimeFormat()).toBeInstanceOf(Fake.DateTimeFormat);
    expect(new Fake.DateTimeFormat()).toBeInstanceOf(Intl.DateTimeFormat);
    expect(Fake.DateTimeFormat.supportedLocalesOf("en")).toEqual(["en"]);
    expect(Fake.NumberFormat).toBe(Intl.NumberFormat);
  });
});

describe("Temporal of a fake clock", () => {
  // The least of it, where the host has none.
  const instant = (nanos: bigint) => ({
    nanos,
    toZonedDateTimeISO: (zone: string) => ({
      toPlainDateTime: () => `${nanos} in ${zone}`,
      toPlainDate: () => `day of ${nanos} in ${zone}`,
      toPlainTime: () => `time of ${nanos} in ${zone}`,
    }),
  });
  const Temporal = {
    Now: { timeZoneId: () => "Europe/Paris" },
    Instant: {
      fromEpochNanoseconds: instant,
      fromEpochMilliseconds: (ms: number) => instant(BigInt(ms) * 1_000_000n),
    },
    PlainDate: "as it is",
  };
  const fakes = withGlobal({ Date, Temporal });

  test("tells the clock's present in its Now, to the nanosecond", () => {
    const clock = fakes.createClock(2);
    clock.tick(0.5);
    const { Now, PlainDate } = clock.Temporal as typeof Temporal & { Now: Record<string, (zone?: string) => unknown> };
    expect(Now.instant?.()).toMatchObject({ nanos: 2_500_000n });
    expect(Now.plainDateTimeISO?.()).toBe("2500000 in Europe/Paris");
    expect(Now.plainDateISO?.("UTC")).toBe("day of 2500000 in UTC");
    expect(Now.plainTimeISO?.("UTC")).toBe("time of 2500000 in UTC");
    expect(PlainDate).toBe("as it is");
  });

  test("says what a duration is relative to", () => {
    const clock = fakes.createClock();
    let asked: unknown;
    clock.tick({ total: (options) => ((asked = options), 30) });
    expect(clock.now).toBe(30);
    expect(asked).toMatchObject({ unit: "millisecond", relativeTo: { toPlainDate: expect.any(Function) as unknown } });
  });
});

describe("performance of an installed clock", () => {
  test("has all methods, of which now() alone measures", () => {
    using clock = install({ now: 500, toFake: ["performance"] });
    clock.tick(20);
    expect([performance.now(), performance.timeOrigin]).toEqual([20, 500]);
    expect(performance.mark("a")).toMatchObject({ name: "a", entryType: "mark" });
    expect(performance.measure("b")).toMatchObject({ name: "b", duration: 100 });
    expect(performance.getEntriesByName("a")).toEqual([]);
    expect(performance.clearMarks()).toBeUndefined();
  });
});

describe("scheduler.postTask of a fake clock", () => {
  const { createClock: create } = withGlobal({ Date, scheduler: { postTask: () => {} } });

  test("runs a task when it is due, and hands on what that returns or throws", async () => {
    const clock = create();
    const { postTask } = clock.scheduler as NonNullable<typeof clock.scheduler>;
    const done = postTask(() => clock.now, { delay: 40 });
    const failed = postTask(() => {
      throw new Error("broken");
    });
    clock.tick(40);
    expect(await done).toBe(40);
    await expect(failed).rejects.toThrow("broken");
    expect(() => postTask(undefined as never)).toThrow("callback must be a function");
  });

  test("is aborted with the signal's reason", async () => {
    const clock = create();
    const { postTask } = clock.scheduler as NonNullable<typeof clock.scheduler>;
    const { signal } = new AbortController();
    const controller = new AbortController();
    const aborted = postTask(() => {}, { delay: 40, signal: controller.signal });
    void postTask(() => {}, { delay: 40, signal });
    controller.abort("enough");
    await expect(aborted).rejects.toBe("enough");
    expect(clock.countTimers()).toBe(1);
    await expect(postTask(() => {}, { signal: controller.signal })).rejects.toBe("enough");
  });
});
