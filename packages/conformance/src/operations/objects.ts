import {
  AsyncEvent,
  Barrier,
  BoundedSemaphore,
  Condition,
  LifoQueue,
  Lock,
  PriorityQueue,
  Queue,
  Semaphore,
} from "@heddle/loop-core";
import type { Json, ObjectSpec } from "../language/grammar.ts";

/** The locks, queues and their like of a program, by name. The grammar's promise is that operations fit them. */
export class ProgramObjects {
  readonly #objects = new Map<string, object>();

  set(name: string, object: object): void {
    this.#objects.set(name, object);
  }

  /** Anything that is acquired and released. */
  lock(name: string): Lock | Semaphore | Condition {
    return this.#objects.get(name) as Lock;
  }

  condition(name: string): Condition {
    return this.#objects.get(name) as Condition;
  }

  event(name: string): AsyncEvent {
    return this.#objects.get(name) as AsyncEvent;
  }

  queue(name: string): Queue<Json> {
    return this.#objects.get(name) as Queue<Json>;
  }

  barrier(name: string): Barrier {
    return this.#objects.get(name) as Barrier;
  }

  isBarrier(name: string): boolean {
    return this.#objects.get(name) instanceof Barrier;
  }
}

/** Makes what the program declares, in its order: a condition may use a lock that was declared before it. */
export function makeObjects(specs: Readonly<Record<string, ObjectSpec>>): ProgramObjects {
  const objects = new ProgramObjects();
  for (const [name, spec] of Object.entries(specs)) objects.set(name, makeObject(spec, objects));
  return objects;
}

function makeObject(spec: ObjectSpec, objects: ProgramObjects): object {
  const [kind, argument] = spec;
  switch (kind) {
    case "lock":
      return new Lock();
    case "event":
      return new AsyncEvent();
    case "sem":
      return new Semaphore(argument);
    case "bsem":
      return new BoundedSemaphore(argument);
    case "queue":
      return new Queue<Json>(argument);
    case "pqueue":
      return new PriorityQueue<Json>(argument, isBefore);
    case "lqueue":
      return new LifoQueue<Json>(argument);
    case "barrier":
      return new Barrier(argument);
    case "cond":
      return new Condition(typeof argument === "string" ? (objects.lock(argument) as Lock) : undefined);
  }
}

/** Python's order of numbers, strings and tuples. */
function isBefore(a: Json, b: Json): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return (a as number) < (b as number);
  const index = a.findIndex((item, at) => JSON.stringify(item) !== JSON.stringify(b[at]));
  return index < 0 ? a.length < b.length : isBefore(a[index] as Json, b[index] as Json);
}
