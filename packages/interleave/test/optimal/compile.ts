import { type Branch, isBranch, type Op, type Program, type Statement } from "./program.ts";

/** A program in a form that runs fast: names are numbers. */
export interface Compiled {
  /** The first step of each task. */
  readonly starts: readonly Code[];
  /** Whether a task starts when another one says so. */
  readonly spawned: readonly boolean[];
  /** What is at each location. */
  readonly kinds: readonly Kind[];
  locationOf(kind: Kind, name: string): number;
}

export type Kind = "variable" | "lock" | "promise" | "queue" | "fate";

/** Where a task stands: at a step, at a branch of its own, or at its end. */
export type Code = StepCode | BranchCode | undefined;

export interface StepCode {
  readonly ops: readonly Part[];
  /** Locations that must be open: a free lock, a settled promise, a filled queue, the fate of its own task. */
  readonly gates: readonly number[];
  /** Where the fate of its task is; -1 if nobody may cancel it. */
  readonly fate: number;
  /** Whether it does not tell what it touches. */
  readonly isOpaque: boolean;
  readonly next: Code;
}

/** What a branch asks of the value that was read last. */
type Test = Pick<Branch<unknown>, "is" | "value">;

interface BranchCode {
  readonly branch: Test;
  readonly then: Code;
  readonly otherwise: Code;
}

export type Part =
  | { readonly op: Op; readonly at: number }
  | { readonly branch: Test; then: Part[]; otherwise: Part[] };

const kindOf = {
  L: "lock",
  U: "lock",
  S: "promise",
  A: "promise",
  put: "queue",
  get: "queue",
  cancel: "fate",
} as const;

export function compile(program: Program): Compiled {
  const tasks = Object.keys(program);
  const kinds: Kind[] = [];
  const numbers = new Map<string, number>();
  const spawned = tasks.map(() => false);

  const locationOf = (kind: Kind, name: string): number => {
    const key = `${kind} ${name}`;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = kinds.push(kind) - 1));
    return number;
  };
  const part = (one: Op | Branch<Op>): Part => {
    if (isBranch(one)) {
      return {
        branch: one,
        then: one.then.map((op) => part(op)),
        otherwise: one.otherwise.map((op) => part(op)),
      };
    }
    if (one.op === "spawn") {
      spawned[tasks.indexOf(one.on)] = true;
      return { op: one, at: tasks.indexOf(one.on) };
    }
    const kind = one.op in kindOf ? kindOf[one.op as keyof typeof kindOf] : "variable";
    return { op: one, at: locationOf(kind, one.on) };
  };
  const list = (statements: readonly Statement[], task: string, after: Code): Code => {
    let next = after;
    for (const one of statements.toReversed()) {
      if (isBranch(one)) {
        next = {
          branch: one,
          then: list(one.then, task, next),
          otherwise: list(one.otherwise, task, next),
        };
        continue;
      }
      const ops = ("atomic" in one ? one.atomic : [one]).map((op) => part(op));
      const gates = ops.flatMap((op) => ("at" in op && ["L", "A", "get"].includes(op.op.op) ? [op.at] : []));
      const fate = numbers.get(`fate ${task}`) ?? -1;
      next = {
        ops,
        gates: fate < 0 ? gates : [...gates, fate],
        fate,
        isOpaque: JSON.stringify(one).includes(`"op":"any"`),
        next,
      };
    }
    return next;
  };

  // First the fates: every step of a task that may be cancelled depends on its own.
  const named = JSON.stringify(program);
  for (const task of tasks) if (named.includes(`{"op":"cancel","on":"${task}"}`)) locationOf("fate", task);
  const starts = tasks.map((task) => list(program[task] as readonly Statement[], task, undefined));
  return { starts, spawned, kinds, locationOf };
}
