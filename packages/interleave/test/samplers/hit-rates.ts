// How often each sampler hits three small bugs, against what can be computed. Run with Node, it prints the table of the
// documentation: node --conditions=@heddle/source packages/interleave/test/samplers/hit-rates.ts
import { type Body, pct, pos, random, type Simulation, type Strategy, urw } from "../../src/index.ts";
import { observeEach } from "../observe.ts";

/** A bug whose probability under a sampler can be computed: tasks start in order, and each call is one moment. */
export interface Bug {
  readonly name: string;
  readonly body: Body;
  /** Whether a recorder tells whose calls are whose, also where one task's step wakes another. */
  readonly recorded?: boolean;
}

/** Two tasks, each of which reads and then writes what it has read. */
export const lostUpdate: Bug = {
  name: "lost update",
  async body(sim) {
    let counter = 0;
    const increment = async (): Promise<void> => {
      const seen = await sim.io("read", () => counter, { collapse: true, touches: { reads: ["counter"] } });
      await sim.io("write", () => void (counter = seen + 1), { collapse: true, touches: ["counter"] });
    };
    await sim.all({ a: increment, b: increment });
    if (counter !== 2) throw new Error("lost update");
  },
};

/** Two tasks that take two forks in opposite orders and put them back, four steps each. */
export const philosophers: Bug = {
  name: "two philosophers",
  recorded: true,
  async body(sim) {
    const forks = { left: new Fork(), right: new Fork() };
    const dine = async (first: keyof typeof forks, second: keyof typeof forks): Promise<void> => {
      const step = (what: string, fork: keyof typeof forks, act: () => void | Promise<void>): Promise<void> =>
        sim.io(`${what} ${fork}`, act, { collapse: true, touches: [fork] });
      await step("take", first, () => forks[first].take());
      await step("take", second, () => forks[second].take());
      await step("put back", second, () => forks[second].putBack());
      await step("put back", first, () => forks[first].putBack());
    };
    await sim.all({ plato: () => dine("left", "right"), kant: () => dine("right", "left") });
  },
};

/** A fork between two. */
class Fork {
  #taken = false;
  #waits: (() => void) | undefined;

  take(): void | Promise<void> {
    if (this.#taken) return new Promise((resolve) => (this.#waits = resolve));
    this.#taken = true;
  }

  putBack(): void {
    if (this.#waits === undefined) this.#taken = false;
    else this.#waits();
    this.#waits = undefined;
  }
}

/** One step of one task, which must not come behind all 25 of the other. */
export const uneven: Bug = {
  name: "uneven",
  async body(sim) {
    let steps = 0;
    const short = async (): Promise<void> => {
      if ((await call(sim, "short", () => steps)) === 25) throw new Error("too late");
    };
    const long = async (): Promise<void> => {
      for (let i = 0; i < 25; i++) await call(sim, "long", () => steps++);
    };
    await sim.all({ short, long });
  },
};

function call<T>(sim: Simulation, name: string, effect: () => T): Promise<T> {
  return sim.io(name, effect, { collapse: true });
}

/** How often a sampler hits a bug: exactly, and as a reference explorer with other conventions has measured it. */
export interface Rate {
  readonly bug: Bug;
  readonly sampler: string;
  readonly make: (seed: number) => Strategy;
  readonly exact: number;
  readonly reference: number;
  /** What makes the two differ. */
  readonly because?: string;
}

const walk = { sampler: "random", make: random };
const partialOrder = { sampler: "POS", make: pos };
const uniform = { sampler: "URW", make: urw };
const priorities = (depth: number) => ({ sampler: `PCT(${depth})`, make: (seed: number) => pct(depth, seed) });

export const rates: readonly Rate[] = [
  { bug: lostUpdate, ...walk, exact: 1 / 2, reference: 0.5 },
  {
    bug: lostUpdate,
    ...priorities(2),
    exact: 1 / 3, // of the 3 choices, the second
    reference: 0.249,
    because: "1/4 if k counts the 4 steps, of which the last is never a choice",
  },
  {
    bug: lostUpdate,
    ...priorities(3),
    exact: 1 / 2, // of the 6 ordered pairs of choices: 12, 23, 32
    reference: 0.416,
    because: "5/12 if k counts the 4 steps: 12, 23, 24, 32, 42 of 12 ordered pairs",
  },
  { bug: lostUpdate, ...partialOrder, exact: 1 / 3, reference: 0.338 }, // the lowest of three comes second
  { bug: lostUpdate, ...uniform, exact: 2 / 3, reference: 0.663 }, // 4 of 6 interleavings
  { bug: philosophers, ...walk, exact: 1 / 2, reference: 0.498 },
  {
    bug: philosophers,
    ...priorities(2),
    exact: 1 / 5, // of the 5 choices, the second
    reference: 0.121,
    because: "1/8 if k counts the 8 steps",
  },
  { bug: philosophers, ...partialOrder, exact: 1 / 3, reference: 0.336 },
  {
    bug: philosophers,
    ...uniform,
    exact: 4 / 7, // after one step of the one, the other has 4 of the 7 that are left
    reference: 0.501,
    because: "1/2 if the trial run deadlocks: each task then has one step to come, whatever it has done",
  },
  { bug: uneven, ...walk, exact: 2 ** -25, reference: 2 ** -25 },
  { bug: uneven, ...priorities(1), exact: 1 / 2, reference: 0.505 },
  { bug: uneven, ...uniform, exact: 1 / 26, reference: 1 / 26 },
];

/** In how many of so many executions the bug shows. Trial runs count, too. */
export async function hits({ body, recorded = false }: Bug, strategy: Strategy, runs: number): Promise<number> {
  const observed = await observeEach(body, strategy, { starts: "in order", maxExecutions: runs, recorded });
  return observed.filter(({ failure }) => failure !== undefined).length;
}

/** By how many standard deviations a number of hits is off. */
export function deviationOf(count: number, runs: number, probability: number): number {
  return (count - runs * probability) / Math.sqrt(runs * probability * (1 - probability));
}

if (import.meta.main) {
  const RUNS = 30_000;
  const print = (cells: readonly string[], note: string): void => {
    const row = cells.map((cell, i) => (i < 2 ? cell.padEnd(18) : cell.padStart(10))).join("");
    process.stdout.write(`${row}   ${note}\n`);
  };
  print(["bug", "sampler", "measured", "exact", "z", "reference"], "where they differ");
  for (const { bug, sampler, make, exact, reference, because = "" } of rates) {
    const count = await hits(bug, make(1), RUNS);
    const z = deviationOf(count, RUNS, exact).toFixed(2);
    print([bug.name, sampler, (count / RUNS).toFixed(4), exact.toFixed(4), z, reference.toFixed(4)], because);
  }
}
