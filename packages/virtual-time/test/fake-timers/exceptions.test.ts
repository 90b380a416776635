import * as sinon from "@sinonjs/fake-timers";
import { describe, expect, test } from "vitest";
import * as ours from "../../src/fake-timers/index.ts";

/** What the documentation lists as an exception: what both show, so that the list stays true. */
interface Exception {
  name: string;
  program: (library: typeof ours) => unknown;
  original: unknown;
  here: unknown;
}

const exceptions: Exception[] = [
  {
    name: "a timer that is refreshed leaves the order of the others as it is",
    program: ({ createClock }) => {
      const clock = createClock();
      const fired: number[] = [];
      clock.setInterval(() => {
        fired.push(clock.now);
        refreshed.refresh();
      }, 2);
      const refreshed = clock.setInterval(() => fired.push(clock.now), 3) as { refresh(): void };
      clock.setTimeout(() => fired.push(clock.now), 3);
      clock.tick(4);
      return fired;
    },
    original: [2, 4, 3],
    here: [2, 3, 4],
  },
  {
    name: "a job that throws runs once, as do those before it",
    program: ({ createClock }) => {
      const clock = createClock();
      const ran: string[] = [];
      clock.nextTick(() => ran.push("a"));
      clock.nextTick(() => {
        throw new Error("b");
      });
      clock.nextTick(() => ran.push("c"));
      return [attempt(() => clock.tick(0)), attempt(() => clock.tick(0)), ran];
    },
    original: ["b", "b", ["a", "a"]],
    here: ["b", 0, ["a", "c"]],
  },
  {
    name: "a job may move the clock",
    program: ({ createClock }) => {
      const clock = createClock();
      clock.nextTick(() => clock.tick(1));
      return attempt(() => clock.tick(0));
    },
    original: "Maximum call stack size exceeded",
    here: 1,
  },
  {
    name: "a job may set the wall clock back: what is due in the tick is called all the same",
    program: ({ createClock }) => {
      const clock = createClock(1_700_000_000_000);
      const fired: number[] = [];
      clock.setTimeout(() => {
        clock.setTimeout(() => void clock.setTimeout(() => fired.push(clock.now), 0), 0);
        clock.tick(0);
      }, 0);
      clock.nextTick(() => clock.setSystemTime(0));
      clock.tick(1);
      return fired;
    },
    original: [],
    here: [1],
  },
  {
    name: "as many timers as the limit allows are no endless loop",
    program: ({ createClock }) => {
      const clock = createClock(0, 3);
      for (let i = 1; i <= 3; i++) clock.setTimeout(() => {}, i);
      return attempt(() => clock.runAll());
    },
    original: "Cannot read properties of null (reading 'error')",
    here: 3,
  },
  {
    name: "monotonic time never goes back",
    program: ({ createClock }) => {
      const clock = createClock();
      clock.tick(0.75);
      clock.setSystemTime(1000);
      return clock.performance.now();
    },
    original: -0.75,
    here: 0.75,
  },
  {
    name: "the wall clock shows whole milliseconds",
    program: ({ createClock }) => {
      const clock = createClock();
      clock.setSystemTime(1.5);
      return clock.Date.now();
    },
    original: 1.5,
    here: 1,
  },
  {
    name: "whatever a callback throws is thrown by the tick",
    program: ({ createClock }) => {
      const clock = createClock();
      clock.setTimeout(() => {
        // oxlint-disable-next-line typescript/only-throw-error -- which is the point
        throw undefined;
      }, 1);
      try {
        return clock.tick(1);
      } catch (error) {
        return { error };
      }
    },
    original: 1,
    here: { error: undefined },
  },
  {
    name: "a date has the prototype of all dates",
    program: ({ createClock }) => Object.getPrototypeOf(new (createClock().Date)()) === Date.prototype,
    original: false,
    here: true,
  },
  {
    name: "a formatter is one of Intl",
    program: ({ createClock }) =>
      new (createClock().Intl as typeof Intl).DateTimeFormat() instanceof Intl.DateTimeFormat,
    original: false,
    here: true,
  },
  {
    name: "an installation that fails gives back what it had faked",
    program: ({ withGlobal }) => {
      const window = { Date, setTimeout };
      attempt(() => withGlobal(window).install({ toFake: ["setTimeout", "setImmediate"] }));
      return window.setTimeout === setTimeout;
    },
    original: false,
    here: true,
  },
];

describe.each(exceptions)("Other than in the original, $name", ({ program, original, here }) => {
  test("here", () => {
    expect(program(ours)).toEqual(here);
  });

  test("and not there", () => {
    expect(program(sinon as unknown as typeof ours)).toEqual(original);
  });
});

/** What it returns, or the message of what it throws. */
function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as Error).message;
  }
}
