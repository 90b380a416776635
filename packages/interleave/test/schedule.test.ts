import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Body,
  type Deviation,
  explore,
  InterleavingError,
  parseSchedule,
  printSchedule,
  ScheduleSyntaxError,
} from "../src/index.ts";
import { openedAfterClose } from "./programs.ts";

const base36 = fc.stringMatching(/^[0-9a-z]+$/);
const deviation: fc.Arbitrary<Deviation> = fc.record({
  step: fc.nat(),
  how: fc.constantFrom("pull" as const, "postpone" as const, "postpone both" as const),
  event: fc.oneof(
    fc.constant("t"),
    fc.tuple(fc.nat(), fc.nat()).map(([creator, ordinal]) => `${creator}.${ordinal}`),
  ),
  label: base36,
});
const schedule = fc.record({
  dimensions: fc.constantFrom("r", "ro", "rc1", "roc2"),
  deviations: fc.array(deviation),
  trace: base36,
});

describe("printing and parsing", () => {
  test("what is printed and parsed is what it was", () => {
    fc.assert(
      fc.property(schedule, (one) => {
        expect(parseSchedule(printSchedule(one))).toEqual(one);
      }),
      { seed: 1 },
    );
  });

  test("what is parsed and printed is the same text", () => {
    fc.assert(
      fc.property(schedule, (one) => {
        const text = printSchedule(one);
        expect(printSchedule(parseSchedule(text))).toBe(text);
      }),
      { seed: 2 },
    );
  });

  test("blanks around it, as they come with copying, do no harm", () => {
    expect(parseSchedule("  h1-r-4+2.0:k3f-5tq2c9d\n")).toEqual(parseSchedule("h1-r-4+2.0:k3f-5tq2c9d"));
  });

  test("each sign has its meaning", () => {
    expect(parseSchedule("h1-rc1-4+2.0:k3f,9_3.1:x0a,9__12.0:zzz,10+t:0a1-5tq2c9d")).toEqual({
      dimensions: "rc1",
      deviations: [
        { step: 4, how: "pull", event: "2.0", label: "k3f" },
        { step: 9, how: "postpone", event: "3.1", label: "x0a" },
        { step: 9, how: "postpone both", event: "12.0", label: "zzz" },
        { step: 10, how: "pull", event: "t", label: "0a1" },
      ],
      trace: "5tq2c9d",
    });
  });
});

describe("a text that is no schedule", () => {
  const wrong: [text: string, says: RegExp][] = [
    ["", /does not begin with "h1-"/],
    ["h2-r--5tq2c9d", /does not begin with "h1-"/],
    ["h1-r-4+2.0:k3f", /four parts: was a piece cut off/],
    ["h1-r-4+2.0:k3f-", /four parts/],
    ["h1-r-4+2.0:k3f-5tq2c9d-x", /four parts/],
    ["h1-r-4-5tq2c9d", /"4" is no deviation/],
    ["h1-r-4+2.0-5tq2c9d", /"4\+2\.0" is no deviation/],
    ["h1-r-4*2.0:k3f-5tq2c9d", /is no deviation/],
    ["h1-r-4+2.0:k3f,-5tq2c9d", /"" is no deviation/],
    ["h1-r-~~~1.0:abc-5tq2c9d", /is no deviation/],
  ];

  test.each(wrong)("%o is refused with the reason", (text, says) => {
    expect(() => parseSchedule(text)).toThrow(ScheduleSyntaxError);
    expect(() => parseSchedule(text)).toThrow(says);
  });

  test("says what to copy", () => {
    expect(() => parseSchedule("abc")).toThrow('Copy the whole string of the report, from "h1-" on.');
  });

  test("parsing anything either gives a schedule or is a syntax error", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `h1-r-${text}`),
        ),
        (text) => {
          try {
            expect(printSchedule(parseSchedule(text))).toBeTypeOf("string");
          } catch (error) {
            expect(error).toBeInstanceOf(ScheduleSyntaxError);
            expect((error as ScheduleSyntaxError).text).toBe(text);
          }
        },
      ),
      { seed: 3 },
    );
  });
});

test("a failure with few deviations behind a long run-up is one short line", async () => {
  const body: Body = async (sim) => {
    for (let i = 0; i < 300; i++) await sim.io(`step ${i}`, () => {}, { collapse: true });
    await openedAfterClose.body(sim);
  };
  const error: unknown = await explore(body, { minimise: false }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InterleavingError);
  const { schedule } = (error as InterleavingError).report.failure;
  expect(schedule.length).toBeLessThan(40);
});
