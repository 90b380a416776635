import { createTask, Future, type Held, Lock, type Yieldable } from "@heddle/loop-core";
import type { Body, Simulation } from "../../src/index.ts";
import { isBranch, type Atomic, type Branch, type Op, type Program, type Statement } from "../optimal/program.ts";
import type { Kind } from "./random-body.ts";

/**
 * A program of the small language as a body of the engine: a step is an I/O call of one moment, variables are properties of
 * one shared object, locks and promises are those of the loop. The body returns the variables as they are in the end.
 *
 * Two operations are not what they are in the language, where they come when their time has come:
 * - `L` is the step that asks for the lock. Who gets it then takes it in the step that gives it back.
 * - `A` is no step: the task goes on in the step that settles.
 */
export function bodyOf(program: Program, kind: Kind, acquired: Acquired = () => {}): Body {
  return async (sim) => {
    const state = new State(sim, program, acquired);
    const tasks = Object.entries(program).map(([name, statements]) => {
      const run = state.task(name, statements);
      const task =
        kind === "generators" ? () => createTask(() => asGenerator(run), { name }) : () => asAsyncFunction(run);
      return [name, task] as const;
    });
    await sim.all(Object.fromEntries(tasks));
    return { ...state.variables };
  };
}

/** Is told who gets a lock, when it does. */
export type Acquired = (lock: string, task: string) => void;

/** Something that a task has to wait for. */
type Waiting = Promise<unknown> | ReturnType<Lock["acquire"]> | Future<number>;

async function asAsyncFunction(run: Generator<Waiting, void, unknown>): Promise<void> {
  for (let next = run.next(); next.done !== true;) next = run.next(await next.value);
}

function* asGenerator(run: Generator<Waiting, void, unknown>): Generator<Yieldable, void, unknown> {
  for (let next = run.next(); next.done !== true;) {
    const { value } = next;
    const result: unknown = value instanceof Promise ? yield value : yield* value as Iterable<Yieldable>;
    next = run.next(result);
  }
}

class State {
  readonly variables: Record<string, number>;
  readonly #sim: Simulation;
  readonly #acquired: Acquired;
  readonly #locks = new Map<string, Lock>();
  readonly #promises = new Map<string, Future<number>>();

  constructor(sim: Simulation, program: Program, acquired: Acquired) {
    this.#sim = sim;
    this.#acquired = acquired;
    const variables: Record<string, number> = {};
    for (const { op, on } of opsOf(Object.values(program).flat())) {
      if (op === "L") this.#locks.set(on, this.#locks.get(on) ?? new Lock());
      else if (op === "S" || op === "A") this.#promises.set(on, this.#promises.get(on) ?? new Future());
      else variables[on] = 0;
    }
    this.variables = sim.shared(variables);
  }

  /** A task, as all that it waits for. */
  *task(name: string, statements: readonly Statement[]): Generator<Waiting, void, unknown> {
    const task: TaskState = { name, read: 0, held: new Map() };
    yield* this.#list(statements, task);
  }

  *#list(statements: readonly Statement[], task: TaskState): Generator<Waiting, void, unknown> {
    for (const statement of statements) {
      if (isBranch(statement)) yield* this.#list(taken(statement, task), task);
      else if ("atomic" in statement) yield this.#step("step", () => this.#together(statement.atomic, task));
      else yield* this.#op(statement, task);
    }
  }

  *#op(op: Op, task: TaskState): Generator<Waiting, void, unknown> {
    if (op.op === "A") {
      task.read = (yield this.#promises.get(op.on) as Future<number>) as number;
      return;
    }
    yield this.#step(`${op.op} ${op.on}`, () => this.#now(op, task));
    if (op.op !== "L") return;
    task.held.set(op.on, (yield (this.#locks.get(op.on) as Lock).acquire()) as Held);
    this.#acquired(op.on, task.name);
  }

  #step(name: string, effect: () => void): Promise<void> {
    return this.#sim.io(name, effect, { collapse: true });
  }

  #together(ops: Atomic["atomic"], task: TaskState): void {
    for (const one of ops) {
      if (isBranch(one)) this.#together(taken(one, task), task);
      else this.#now(one, task);
    }
  }

  #now(op: Op, task: TaskState): void {
    const { variables } = this;
    switch (op.op) {
      case "R":
        task.read = variables[op.on] as number;
        return;
      case "W":
        variables[op.on] = op.value;
        return;
      case "Wadd":
        variables[op.on] = task.read + op.value;
        return;
      case "RMW":
        task.read = variables[op.on] as number;
        variables[op.on] = task.read + op.value;
        return;
      case "CAS":
        task.read = variables[op.on] as number;
        if (task.read === op.from) variables[op.on] = op.value;
        return;
      case "S": {
        const promise = this.#promises.get(op.on) as Future<number>;
        if (!promise.done()) promise.setResult(op.value);
        return;
      }
      case "L":
        return; // the step itself; then the task asks
      case "U":
        task.held.get(op.on)?.[Symbol.dispose]();
        task.held.delete(op.on);
        return;
      default:
        throw new Error(`No body does "${op.op}".`);
    }
  }
}

interface TaskState {
  readonly name: string;
  /** The value that it read last. */
  read: number;
  readonly held: Map<string, Held>;
}

function taken<Part>({ is, value, then, otherwise }: Branch<Part>, { read }: TaskState): readonly Part[] {
  return (is === "=" ? read === value : read >= value) ? then : otherwise;
}

function* opsOf(parts: readonly (Statement | Branch<Op>)[]): Generator<Op> {
  for (const part of parts) {
    if (isBranch<Statement | Op>(part)) yield* opsOf([...part.then, ...part.otherwise]);
    else if ("atomic" in part) yield* opsOf(part.atomic);
    else yield part;
  }
}
