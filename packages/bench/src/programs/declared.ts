import { type Body, exhaustive, explore, type ExploreOptions, optimal, type Strategy } from "@heddle/interleave";
import { createTask, type Yieldable } from "@heddle/loop-core";
import { again } from "./again.ts";
import type { Kind } from "./loop.ts";

/** A program that declares all that its tasks share. */
export interface DeclaredProgram {
  readonly name: string;
  readonly body: Body;
}

/** How often an exploration ran its program. */
interface Runs {
  readonly complete: number;
  /** Given up on the way: an equivalent one has been made. */
  readonly probes: number;
}

/** One way to explore a program that declares what it shares. */
export interface Exploring {
  readonly name: string;
  /** Makes so many complete executions. */
  run(program: DeclaredProgram, executions: number): Promise<Runs>;
}

/** What is declared is ignored: every order counts. */
export const plain: Exploring = exploring("every order", exhaustive, "unknown");
/** The same orders, but what their steps touch is observed: the cost of that alone. */
export const observed: Exploring = exploring("every order, observed", exhaustive, "declared");
/** One order of each set of equivalent ones. */
export const reduced: Exploring = exploring("optimal reduction", optimal, "declared");

/** Tasks that read a counter and write it, plus one, at moments of their own: the counter is watched. */
export function increments(tasks: number, kind: Kind): DeclaredProgram {
  const names = namesOf(tasks);
  return {
    name: `inc(${tasks}), ${kind}`,
    body: async (sim) => {
      const counter = sim.shared({ value: 0 });
      const work = (): Moments => {
        let seen = 0;
        return {
          read: () => sim.io("read", () => void (seen = counter.value), COLLAPSED),
          write: () => sim.io("write", () => void (counter.value = seen + 1), COLLAPSED),
        };
      };
      await sim.all(each(names, () => inKind(kind, work())));
    },
  };
}

/** Two withdrawals of one account: what a call touches is declared by its key. */
export function bankRace(kind: Kind): DeclaredProgram {
  const read = { ...COLLAPSED, touches: { reads: ["balance"] } };
  const write = { ...COLLAPSED, touches: ["balance"] };
  const names = namesOf(2);
  return {
    name: `bank race, ${kind}`,
    body: async (sim) => {
      let balance = 100;
      const withdraw = (): Moments => {
        let seen = 0;
        return {
          read: () => sim.io("read", () => void (seen = balance), read),
          write: () => sim.io("write", () => void (balance = seen - 80), write),
        };
      };
      await sim.all(each(names, () => inKind(kind, withdraw())));
    },
  };
}

const COLLAPSED = { collapse: true } as const;

interface Moments {
  readonly read: () => Promise<void>;
  readonly write: () => Promise<void>;
}

function inKind(kind: Kind, steps: Moments): PromiseLike<unknown> | ReturnType<typeof createTask<void>> {
  return kind === "generators" ? createTask(() => generator(steps)) : native(steps);
}

function* generator({ read, write }: Moments): Generator<Yieldable, void, unknown> {
  yield read();
  yield write();
}

async function native({ read, write }: Moments): Promise<void> {
  await read();
  await write();
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `task ${index}`);
}

function each<T>(names: readonly string[], work: () => T): Record<string, () => T> {
  const tasks: Record<string, () => T> = {};
  for (const name of names) tasks[name] = work;
  return tasks;
}

function exploring(
  name: string,
  strategy: () => Strategy,
  footprints: NonNullable<ExploreOptions["footprints"]>,
): Exploring {
  return {
    name,
    async run({ body }, executions) {
      const { statistics } = await explore(body, {
        footprints,
        starts: "in order",
        strategy: again(strategy),
        maxExecutions: executions,
        maxTimeMs: Infinity,
      });
      return { complete: statistics.executions, probes: statistics.redundant };
    },
  };
}
