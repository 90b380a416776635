import { unknownFootprint } from "../../src/footprint.ts";
import type { Pending, RunStep, Wait } from "../../src/strategies/optimal/run.ts";
import type { Code, Compiled, Kind, Part, StepCode } from "./compile.ts";

/** What a step does with a location; it overwrites what it writes without having looked at it. */
type Access = "read" | "write" | "overwrite";

/** What nothing can pass before something else has happened. */
const shutFirst = new Set<Kind>(["promise", "queue"]);

/** Closed from the start. */
const shut: readonly Wait[] = [{ since: -1, until: -1 }];

/**
 * The state of a program after some steps: what a step does, what it touches, and which come next.
 *
 * Every location is also a gate: a lock is closed while it is held, a promise until it is settled, a queue while it is
 * empty, the fate of a task once it is cancelled.
 */
export class World {
  readonly #program: Compiled;
  readonly #values: number[];
  readonly #queues: (readonly number[])[];
  /** For each gate the stretches in which it was closed. */
  readonly #closed: (readonly Wait[])[];
  readonly #positions: Code[];
  /** For each task the value it read last, its number of steps, the event that created its next one. */
  readonly #read: number[];
  readonly #taken: number[];
  readonly #creators: number[];

  constructor(program: Compiled, from?: World) {
    this.#program = program;
    const { kinds, starts, spawned } = program;
    this.#values = from === undefined ? kinds.map(() => 0) : from.#values.slice();
    this.#queues = from === undefined ? kinds.map(() => []) : from.#queues.slice();
    this.#closed = from === undefined ? kinds.map((kind) => (shutFirst.has(kind) ? shut : [])) : from.#closed.slice();
    this.#positions =
      from === undefined
        ? starts.map((code, task) => (spawned[task] ? undefined : seek(code, 0)))
        : from.#positions.slice();
    this.#read = from === undefined ? starts.map(() => 0) : from.#read.slice();
    this.#taken = from === undefined ? starts.map(() => 0) : from.#taken.slice();
    this.#creators = from === undefined ? starts.map(() => -1) : from.#creators.slice();
  }

  clone(): World {
    return new World(this.#program, this);
  }

  /** The events that may happen now. */
  enabled(): number[] {
    const events: number[] = [];
    for (let task = 0; task < this.#positions.length; task++) {
      const code = this.#positions[task] as StepCode | undefined;
      if (code?.gates.every((gate) => this.#isOpen(gate))) events.push(this.#event(task));
    }
    return events;
  }

  /** The events that exist; at the end of a run, those that never happen. */
  pending(): Pending[] {
    const found: Pending[] = [];
    for (let task = 0; task < this.#positions.length; task++) {
      const code = this.#positions[task] as StepCode | undefined;
      if (code !== undefined) found.push(this.#describe(task, code));
    }
    return found;
  }

  /** The value of a variable. */
  valueOf(variable: string): number {
    return this.#values[this.#program.locationOf("variable", variable)] as number;
  }

  step(event: number): RunStep {
    const task = event % this.#positions.length;
    const code = this.#positions[task] as StepCode;
    const { creator, waits } = this.#describe(task, code);
    const touched = new Map<number, Access>();
    if (code.fate >= 0) touched.set(code.fate, "read");
    for (const part of code.ops) this.#run(part, task, event, touched);
    this.#positions[task] = seek(code.next, this.#read[task] as number);
    this.#taken[task]!++;
    this.#creators[task] = event;
    const reads: number[] = [];
    const writes: number[] = [];
    const overwrites: number[] = [];
    for (const [location, access] of touched) {
      (access === "read" ? reads : writes).push(location);
      if (access === "overwrite") overwrites.push(location);
    }
    const footprint = code.isOpaque ? unknownFootprint : { reads, writes, overwrites, unknown: false };
    return { event, creator, waits, footprint };
  }

  #event(task: number): number {
    return task + (this.#taken[task] as number) * this.#positions.length;
  }

  #describe(task: number, code: StepCode): Pending {
    const creator = this.#creators[task] as number;
    const waits = code.gates.flatMap((gate) => this.#closed[gate] as Wait[]);
    return { event: this.#event(task), creator, waits };
  }

  #isOpen(gate: number): boolean {
    return this.#closed[gate]?.at(-1)?.until !== -1;
  }

  #close(gate: number, since: number): void {
    this.#closed[gate] = [...(this.#closed[gate] as Wait[]), { since, until: -1 }];
  }

  #open(gate: number, until: number): void {
    const closed = this.#closed[gate] as Wait[];
    this.#closed[gate] = [...closed.slice(0, -1), { since: closed.at(-1)?.since ?? -1, until }];
  }

  #run(part: Part, task: number, event: number, touched: Map<number, Access>): void {
    if ("branch" in part) {
      const { then, otherwise } = part;
      for (const one of holds(part.branch, this.#read[task] as number) ? then : otherwise)
        this.#run(one, task, event, touched);
      return;
    }
    const { op, at } = part;
    const value = this.#values[at] as number;
    const write = (written: number): void => {
      this.#values[at] = written;
      if (touched.get(at) !== "overwrite") touched.set(at, "write");
    };
    const overwrite = (written: number): void => {
      if (!touched.has(at)) touched.set(at, "overwrite");
      write(written);
    };
    const read = (): void => {
      this.#read[task] = value;
      if (!touched.has(at)) touched.set(at, "read");
    };
    switch (op.op) {
      case "R":
      case "A":
        return read();
      case "W":
        return overwrite(op.value);
      case "Wadd":
        return overwrite((this.#read[task] as number) + op.value);
      case "RMW":
      case "any":
        read();
        return write(value + op.value);
      case "CAS":
        read();
        return value === op.from ? write(op.value) : undefined;
      case "L":
        this.#close(at, event);
        return write(task + 1);
      case "U":
        if (value !== task + 1) return;
        this.#open(at, event);
        return write(0);
      case "S":
        if (this.#isOpen(at)) return read();
        this.#open(at, event);
        return write(op.value);
      case "put":
        this.#queues[at] = [...(this.#queues[at] as number[]), op.value];
        if (!this.#isOpen(at)) this.#open(at, event);
        return write(0);
      case "get": {
        const [first, ...rest] = this.#queues[at] as number[];
        this.#read[task] = first as number;
        this.#queues[at] = rest;
        if (rest.length === 0) this.#close(at, event);
        return write(0);
      }
      case "cancel":
        if (this.#isOpen(at)) this.#close(at, event);
        return write(1);
      case "spawn":
        this.#positions[at] = seek(this.#program.starts[at], 0);
        this.#creators[at] = event;
        return;
      default:
        throw new Error(`Unknown operation: ${JSON.stringify(op satisfies never)}`);
    }
  }
}

function seek(code: Code, read: number): StepCode | undefined {
  let at = code;
  while (at !== undefined && "branch" in at) at = holds(at.branch, read) ? at.then : at.otherwise;
  return at;
}

function holds({ is, value }: { is: "=" | "≥"; value: number }, read: number): boolean {
  return is === "=" ? read === value : read >= value;
}
