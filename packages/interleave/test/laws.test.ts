import { describe, expect, test } from "vitest";
import {
  type Choice,
  deviations,
  exhaustive,
  type Guide,
  parseSchedule,
  pct,
  pctcp,
  portfolio,
  pos,
  printSchedule,
  random,
  type Strategy,
  surw,
  urw,
} from "../src/index.ts";
import { firstInFirstOut } from "../src/strategies/strategy.ts";
import { Replay } from "../src/strategies/replay.ts";
import { failureOf, observe, observeEach, type Observed } from "./observe.ts";
import {
  anyCallbackNext,
  lateTimers,
  lostResponse,
  lostUpdate,
  picksInTasks,
  type Program,
  quick,
} from "./programs.ts";

/** What a law looks at: some executions of a program, and the program itself, to run it again. */
interface Run {
  readonly program: Program;
  readonly observed: readonly Observed[];
}

interface Law {
  readonly sentence: string;
  holds(run: Run): boolean | Promise<boolean>;
  /** The twin: the same run, broken in the way that the law forbids. */
  broken(run: Run): Run;
}

const EXECUTIONS = 30;
const strategies: Record<string, () => Strategy> = {
  exhaustive,
  deviations: () => deviations(2),
  random: () => random(11),
  pct: () => pct(3, 11),
  pctcp: () => pctcp(3, 11),
  pos: () => pos(11),
  urw: () => urw(11),
  surw: () => surw(11),
  portfolio: () => portfolio({ executions: EXECUTIONS, seed: 2 }),
};

/** A few of many: the first, the last and some between. */
function some<T>(all: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(all.length / 5));
  return all.filter((_, i) => i % step === 0 || i === all.length - 1);
}

function replayed({ program }: Run, { schedule }: Observed): Promise<Observed> {
  return observe(program.body, new Replay(parseSchedule(schedule).deviations), program.options);
}

function changed(run: Run, change: (observed: Observed) => Observed): Run {
  return { ...run, observed: run.observed.map(change) };
}

/** Keeps the default order but for one choice, of which it makes something else. */
class AtChoice implements Guide {
  readonly #number: number;
  readonly #act: (choice: Choice) => number;
  #seen = 0;

  constructor(number: number, act: (choice: Choice) => number) {
    this.#number = number;
    this.#act = act;
  }

  choose(choice: Choice): number {
    return this.#seen++ === this.#number ? this.#act(choice) : 0;
  }
}

let executions = 0; // what a body must not look at: only twins do

const laws: Law[] = [
  {
    sentence: "the same schedule gives the same trace, failure and schedule again",
    async holds(run) {
      for (const one of some(run.observed)) {
        const again = await replayed(run, one);
        if (again.trace.join() !== one.trace.join() || failureOf(again) !== failureOf(one)) return false;
        if (again.schedule !== one.schedule) return false;
      }
      return true;
    },
    broken: ({ program, observed }) => ({
      observed,
      program: {
        ...program,
        body: async (sim) => {
          await sim.io(`number ${executions++}`, () => {});
          return program.body(sim);
        },
      },
    }),
  },
  {
    sentence: "an execution that nobody watches is the same",
    async holds({ program, observed }) {
      for (const one of some(observed)) {
        const guide = new Replay(parseSchedule(one.schedule).deviations);
        const { fingerprint } = await observe(program.body, guide, { ...program.options, recorded: false });
        if (fingerprint !== one.fingerprint) return false;
      }
      return true;
    },
    broken: (run) => changed(run, (one) => ({ ...one, fingerprint: one.fingerprint + 1 })),
  },
  {
    sentence: "printing what was parsed gives the same text",
    holds: ({ observed }) => observed.every(({ schedule }) => printSchedule(parseSchedule(schedule)) === schedule),
    broken: (run) => changed(run, (one) => ({ ...one, schedule: ` ${one.schedule}` })),
  },
  {
    sentence: "equal traces have equal fingerprints, different ones different fingerprints",
    holds({ observed }) {
      const traces = new Map<number, string>();
      for (const { fingerprint, trace } of observed) {
        const known = traces.get(fingerprint);
        if (known !== undefined && known !== trace.join()) return false;
        traces.set(fingerprint, trace.join());
      }
      return new Set(traces.values()).size === traces.size;
    },
    broken: (run) => changed(run, (one) => ({ ...one, fingerprint: 7, trace: [String(Math.random())] })),
  },
  {
    sentence: "a trace has one entry for each step, counted from 1",
    holds: ({ observed }) =>
      observed.every(
        ({ entries, steps }) => entries.length === steps && entries.every(({ step }, i) => step === i + 1),
      ),
    broken: (run) => changed(run, (one) => ({ ...one, entries: one.entries.slice(1) })),
  },
  {
    sentence: "time never goes back",
    holds: ({ observed }) =>
      observed.every(({ entries }) => entries.every(({ atMs }, i) => i === 0 || atMs >= entries[i - 1]!.atMs)),
    broken: (run) =>
      changed(run, (one) => ({ ...one, entries: one.entries.map((entry, i) => ({ ...entry, atMs: -i })) })),
  },
  {
    sentence: "only a timer moves the time",
    holds: ({ observed }) =>
      observed.every(({ entries }) =>
        entries.every(
          ({ atMs, kind }, i) => kind === "timer" || kind === "late" || atMs === (entries[i - 1]?.atMs ?? 0),
        ),
      ),
    broken: (run) =>
      changed(run, (one) => ({ ...one, entries: one.entries.map((entry, i) => ({ ...entry, atMs: i + 1 })) })),
  },
  {
    sentence: "no event happens twice",
    holds: ({ observed }) =>
      observed.every(({ entries }) => {
        const identities = entries.map(({ identity }) => identity).filter((identity) => identity !== "t");
        return new Set(identities).size === identities.length;
      }),
    broken: (run) => changed(run, (one) => ({ ...one, entries: [...one.entries, ...one.entries] })),
  },
  {
    sentence: "what happens was enabled, and something always is",
    holds: ({ observed }) => observed.every(({ entries }) => entries.every(({ enabled }) => enabled >= 1)),
    broken: (run) =>
      changed(run, (one) => ({ ...one, entries: one.entries.map((entry) => ({ ...entry, enabled: 0 })) })),
  },
  {
    sentence: "an event is created in a step before its own",
    holds: ({ observed }) =>
      observed.every(({ entries }) =>
        entries.every(
          ({ identity, step, kind }) =>
            kind === "idle" ||
            kind === "timer" ||
            kind === "cancel" ||
            kind === "late" ||
            parseInt(identity, 10) < step,
        ),
      ),
    broken: (run) =>
      changed(run, (one) => ({ ...one, entries: one.entries.map((entry) => ({ ...entry, identity: "999.0" })) })),
  },
  {
    sentence: "a schedule without deviations is the default order",
    async holds({ program, observed }) {
      const first = await observe(program.body, firstInFirstOut, program.options);
      if (first.deviations.length > 0) return false;
      return observed.every(({ deviations, trace }) => deviations.length > 0 || trace.join() === first.trace.join());
    },
    broken: (run) => changed(run, (one) => ({ ...one, deviations: [], trace: one.trace.toReversed() })),
  },
  {
    sentence: "a schedule names as many steps as it deviates at, in order, and no step beyond the end",
    holds: ({ observed }) =>
      observed.every(
        ({ deviations, steps }) =>
          deviations.every(({ step }, i) => step <= steps && (i === 0 || step >= deviations[i - 1]!.step)) &&
          deviations.every(({ how, step }, i) => how !== "pull" || deviations[i + 1]?.step !== step),
      ),
    broken: (run) =>
      changed(run, (one) => ({ ...one, deviations: [{ step: 9999, how: "pull", event: "t", label: "" }] })),
  },
  {
    sentence: "marks come in the order of the steps that made them",
    holds: ({ observed }) =>
      observed.every(({ marks, steps }) =>
        marks.every(({ step }, i) => step <= steps && (i === 0 || step >= marks[i - 1]!.step)),
      ),
    broken: (run) =>
      changed(run, (one) => ({ ...one, marks: [{ name: "x", data: 0, owner: "body", step: one.steps + 1, atMs: 0 }] })),
  },
];

describe.each(Object.entries(strategies))("under %s schedules", (_, make) => {
  test.each(quick)("all laws hold for $name", async (program) => {
    const observed = await observeEach(program.body, make(), { ...program.options, maxExecutions: EXECUTIONS });
    expect(observed.length).toBeGreaterThan(0);
    const broken: string[] = [];
    for (const law of laws) if (!(await law.holds({ program, observed }))) broken.push(law.sentence);
    expect(broken).toEqual([]);
  });
});

describe.each([lostUpdate, picksInTasks, lostResponse, anyCallbackNext, lateTimers])(
  "the broken twin of $name",
  (program) => {
    test.each(laws)("fails where $sentence", async (law) => {
      const observed = await observeEach(program.body, random(1), { ...program.options, maxExecutions: 10 });
      expect(await law.holds(law.broken({ program, observed }))).toBe(false);
    });
  },
);

/** At which step the event that was the head at the chosen moment happens, and what else was enabled then. */
async function headAfter(program: Program, number: number, act: (choice: Choice) => number) {
  let head: string | undefined;
  const guide = new AtChoice(number, (choice) => {
    const event = choice.at(0);
    head = "creator" in event ? `${event.creator}.${event.ordinal}` : undefined;
    return act(choice);
  });
  const { entries } = await observe(program.body, guide, program.options);
  return entries.find(({ identity }) => identity === head);
}

describe("a postponed event comes when nothing else is left, but for what it excludes itself", () => {
  test.each(quick)("in $name", async (program) => {
    for (let number = 0; number < 4; number++) {
      let most = Infinity; // of events that are enabled with it, where it was postponed
      const entry = await headAfter(program, number, (choice) => {
        const event = choice.at(0);
        if ("creator" in event && !event.postponed) {
          most = 1 + event.siblings.length;
          choice.postpone(0, false);
        }
        return 0;
      });
      if (entry !== undefined && entry.kind !== "timer") expect(entry.enabled).toBeLessThanOrEqual(most);
    }
  });

  test("and one that is just not chosen does not have to", async () => {
    const entry = await headAfter(lostUpdate, 0, () => 1);
    expect(entry!.enabled).toBeGreaterThan(1);
  });
});
