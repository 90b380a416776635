import * as fc from "fast-check";

/** Something that is done with a clock, at the top or in a callback. */
export type Action =
  | { do: Scheduling; delay?: number | undefined; body: Action[] }
  | { do: "clear"; by: Clearing; which: number }
  | { do: "refresh"; which: number }
  | { do: "setSystemTime"; to: number }
  | { do: "reset" | "throw" }
  | { do: "nestedTick"; ms: number };

export type Scheduling =
  | "setTimeout"
  | "setInterval"
  | "setImmediate"
  | "requestAnimationFrame"
  | "requestIdleCallback"
  | "nextTick"
  | "queueMicrotask";

export type Clearing =
  | "clearTimeout"
  | "clearInterval"
  | "clearImmediate"
  | "cancelAnimationFrame"
  | "cancelIdleCallback";

/** A step of a program: an action, or time that passes. */
export type Step = Action | { do: "pass"; how: Passing; value: number | string };

export type Passing =
  | "tick"
  | "next"
  | "runAll"
  | "runToLast"
  | "runToFrame"
  | "runMicrotasks"
  | "jump"
  | "tickAsync"
  | "nextAsync"
  | "runAllAsync"
  | "runToLastAsync";

/** A program for a clock: data, so that it can be shrunk and read. */
export interface Program {
  start: number;
  loopLimit: number;
  steps: Step[];
}

const SYNC: Passing[] = ["tick", "tick", "tick", "next", "runAll", "runToLast", "runToFrame", "runMicrotasks", "jump"];
const ASYNC: Passing[] = ["tickAsync", "nextAsync", "runAllAsync", "runToLastAsync"];

// What the original does in a way that is not to be copied is left out here, and in the table of the README: jobs that
// throw, tick or set the wall clock, intervals of 0 ms, and `refresh()` beside other timers.
const delay = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 1.9, -5, Infinity, NaN, 2 ** 31, 5000) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const intervalDelay = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(-5, 1.9, NaN, 2 ** 31, undefined) },
);
const which = fc.nat({ max: 20 });

const clearing: fc.Arbitrary<Action> = fc.record({
  do: fc.constant("clear" as const),
  by: fc.constantFrom<Clearing>(
    "clearTimeout",
    "clearTimeout",
    "clearInterval",
    "clearInterval",
    "clearImmediate",
    "cancelAnimationFrame",
    "cancelIdleCallback",
  ),
  which,
});
const quiet: fc.Arbitrary<Action> = fc.oneof(
  clearing,
  fc.record({ do: fc.constant("refresh" as const), which }),
  fc.record({ do: fc.constant("setSystemTime" as const), to: fc.nat({ max: 5000 }) }),
);

const inTimer: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: quiet },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("throw" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reset" as const) }) },
);

const timeoutWithoutBody: fc.Arbitrary<Action> = delay.map((ms) => ({ do: "setTimeout", delay: ms, body: [] }));

const { action } = fc.letrec<{ action: Action; bodies: Action[] }>((tie) => ({
  bodies: fc.array(
    fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      inTimer,
      { weight: 1, arbitrary: fc.record({ do: fc.constant("nestedTick" as const), ms: fc.nat({ max: 30 }) }) },
      { weight: 3, arbitrary: tie("action") },
    ),
    { maxLength: 3 },
  ),
  action: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom<Scheduling>("setTimeout", "setTimeout", "setImmediate", "requestAnimationFrame"),
        delay,
        body: tie("bodies"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("requestIdleCallback" as const),
        delay,
        body: fc.array(quiet, { maxLength: 2 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("setInterval" as const),
        delay: intervalDelay,
        body: fc.array(inTimer, { maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom<Scheduling>("nextTick", "queueMicrotask"),
        body: fc.array(fc.oneof(clearing, timeoutWithoutBody), {
          maxLength: 2,
        }),
      }),
    },
  ),
}));

/** Programs that let time pass within the call, or also over macrotasks of the host. */
export function programs(passing: "sync" | "async"): fc.Arbitrary<Program> {
  const pass: fc.Arbitrary<Step> = fc.record({
    do: fc.constant("pass" as const),
    how: fc.constantFrom(...(passing === "sync" ? SYNC : [...SYNC, ...ASYNC, ...ASYNC])),
    value: fc.oneof(fc.nat({ max: 120 }), fc.constantFrom<number | string>(0.4, 0.7, "00:01", "01", "1:2:3", -1)),
  });
  return fc
    .record({
      start: fc.constantFrom(0, 1000, 1_700_000_000_000),
      loopLimit: fc.constantFrom(30, 1000),
      steps: fc.array(
        fc.oneof(
          { weight: 5, arbitrary: action },
          { weight: 4, arbitrary: pass },
          { weight: 1, arbitrary: quiet },
          { weight: 1, arbitrary: fc.record({ do: fc.constant("reset" as const) }) },
        ),
        { minLength: 1, maxLength: 14 },
      ),
    })
    .filter((program) => !mixesFractionsAndSettings(program));
}

/** Where the original's monotonic time goes wrong: the wall clock is set when a part of a millisecond has passed. */
function mixesFractionsAndSettings(program: Program): boolean {
  const text = JSON.stringify(program.steps);
  return /"value":0\.[47]/.test(text) && text.includes("setSystemTime");
}
