import { AsyncResource } from "node:async_hooks";
import { mock } from "node:test";
import * as sinon from "@sinonjs/fake-timers";
import * as dropIn from "@heddle/virtual-time/fake-timers";
import { installStandIns, runVirtual, seededRandom, type VirtualTime, virtualTime } from "@heddle/virtual-time";
import { medianNs, type Measured, type Rounds } from "./rounds.ts";
import { ratio, table } from "./table.ts";

/** What does a timer cost, beside other fake timers? Each candidate has rivals that do the same by the same name. */
export async function timers(counts: readonly number[], rounds: Rounds): Promise<string> {
  const rows: string[][] = [];
  for (const task of [
    ...scopes(),
    ...counts.map((count) => randomTimers(count, MIN_TIMERS)),
    sleeps(),
    advances(0),
    advances(1e5),
  ]) {
    const asMany = task.once === true ? { ...rounds, rounds: 1 } : rounds;
    const ns = await medianNs(task.candidates, asMany);
    const ours = ns.get("heddle") ?? NaN;
    rows.push([
      task.name,
      ...["heddle", "drop-in", "sinon", "node:test"].map((name) => microseconds(ns.get(name))),
      ratio((ns.get("sinon") ?? NaN) / ours),
      String(asMany.rounds),
    ]);
  }
  return table(["µs", "heddle", "drop-in", "sinon", "node:test", "sinon / heddle", "rounds"], rows);
}

function microseconds(ns: number | undefined): string {
  return ns === undefined ? "" : (ns / 1000).toFixed(2);
}

interface Task {
  readonly name: string;
  readonly candidates: readonly Measured[];
  /** A round takes seconds: one is enough. */
  readonly once?: boolean;
}

/**
 * Schedules `count` timers with random delays, and runs them all.
 *
 * @param atLeast - so many timers are in a round, which repeats them if need be: few are over before the clock of the host moves
 */
export function randomTimers(count: number, atLeast: number): Task {
  const random = seededRandom(1);
  const delaysMs = Array.from({ length: count }, () => random() * MAX_DELAY_MS);
  const times = Math.max(count, atLeast);
  const repeated = (once: () => unknown) => async (): Promise<void> => {
    for (let done = 0; done < times; done += count) await once();
  };
  const scheduled = (setTimeout: (callback: () => void, ms: number) => unknown): void => {
    for (const delayMs of delaysMs) setTimeout(nothing, delayMs);
  };
  return {
    name: `a timer, of ${count}`,
    once: count >= 1e6,
    candidates: [
      {
        name: "heddle",
        times,
        run: repeated(() => {
          using time = virtualTime({ autojump: false });
          scheduled(setTimeout);
          time.runAllSync();
        }),
      },
      ...fakes(({ createClock }) => ({
        times,
        run: repeated(() => {
          const clock = createClock(0, count + 1);
          scheduled(clock.setTimeout);
          clock.runAll();
        }),
      })),
      {
        name: "node:test",
        times,
        run: repeated(() => {
          mock.timers.enable({ apis: ["setTimeout"] });
          scheduled(setTimeout);
          mock.timers.tick(MAX_DELAY_MS);
          mock.timers.reset();
        }),
      },
    ],
  };
}

/** Lets a millisecond pass, again and again, while so many timers wait far in the future. */
export function advances(pending: number): Task {
  return {
    name: `advance(1), beside ${pending}`,
    candidates: [
      {
        name: "heddle",
        times: 5000,
        run: session(
          (time) => {
            for (let i = 0; i < pending; i++) setTimeout(nothing, FAR_MS + i);
            return time;
          },
          async (time, times) => {
            for (let i = 0; i < times; i++) await time.advance(1);
          },
        ),
      },
      ...fakes(({ createClock }, name) => ({
        times: name === "sinon" && pending > 1000 ? 50 : 5000,
        run: session(
          () => {
            const clock = createClock(0, Infinity);
            for (let i = 0; i < pending; i++) clock.setTimeout(nothing, FAR_MS + i);
            return clock;
          },
          async (clock, times) => {
            for (let i = 0; i < times; i++) await clock.tickAsync(1);
          },
        ),
      })),
    ],
  };
}

/** Awaits one sleep after the other, while time jumps. */
export function sleeps(): Task {
  return {
    name: "an awaited sleep, time jumps",
    candidates: [
      {
        name: "heddle",
        times: 20_000,
        run: async (times) => {
          await runVirtual(async () => {
            for (let i = 0; i < times; i++) await new Promise((resolve) => setTimeout(resolve, 1000));
          });
        },
      },
      ...fakes(({ createClock }) => ({
        times: 2000,
        run: async (times) => {
          const clock = createClock(0, Infinity);
          clock.setTickMode({ mode: "nextAsync" });
          for (let i = 0; i < times; i++)
            await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 1000));
          clock.setTickMode({ mode: "manual" });
        },
      })),
    ],
  };
}

/** Opens a scope and ends it: the stand-ins come and go each time, or stay. */
export function scopes(): Task[] {
  const open = (times: number): void => {
    for (let i = 0; i < times; i++) {
      using _time = virtualTime();
    }
  };
  const installs = fakes(({ install }) => ({
    times: 1000,
    run: (times) => {
      for (let i = 0; i < times; i++) install().uninstall();
    },
  }));
  const staying = (times: number): void => {
    const giveBack = installStandIns();
    open(times);
    giveBack();
  };
  return [
    { name: "a scope", candidates: [{ name: "heddle", times: 1000, run: open }, ...installs] },
    {
      name: "a scope, while the stand-ins stay",
      candidates: [{ name: "heddle", times: 1000, run: staying }, ...installs],
    },
  ];
}

/** The same by sinon's fake timers and by our drop-in for them. */
function fakes(measured: (library: FakeTimers, name: string) => Omit<Measured, "name">): Measured[] {
  return Object.entries({ "drop-in": dropIn, sinon }).map(([name, library]) =>
    Object.assign(measured(library as FakeTimers, name), { name }),
  );
}

type FakeTimers = Pick<typeof dropIn, "createClock" | "install">;

/**
 * A function that lets `work` run so many times on what `prepare` made, in a scope of virtual time that stays open: it is
 * prepared once, and its rounds run inside.
 */
function session<S>(
  prepare: (time: VirtualTime) => S,
  work: (state: S, times: number) => Promise<void>,
): Measured["run"] {
  const inside = new AsyncResource("bench");
  let state: S | undefined;
  return (times) =>
    inside.runInAsyncScope(async () => {
      if (state === undefined) state = prepare(virtualTime({ autojump: false }));
      await work(state, times);
    });
}

const MAX_DELAY_MS = 1e6;
const FAR_MS = 1e8;
const MIN_TIMERS = 100_000;

const nothing = (): void => {};
