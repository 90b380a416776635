// What the threads of threads.test.ts are asked to do. Memory that both share takes the place of waiting for a while.
import { threadId } from "node:worker_threads";
import { allTasks, AsyncEvent, currentTask, getRunningLoop } from "@heddle/loop-core";

const said: string[] = [];

/** On the loop, or not at all. */
export function say(word: string): void {
  if (getRunningLoop().isRunning()) said.push(word);
}

/** What was said since the last time. */
export async function heard(): Promise<string[]> {
  return said.splice(0);
}

/** Says that it has begun, and goes on when the gate is opened. */
export function holdUp(gate: SharedArrayBuffer, word: string): void {
  const cells = new Int32Array(gate);
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  Atomics.wait(cells, 1, 0);
  said.push(word);
}

export async function waitForever(): Promise<void> {
  await new AsyncEvent().wait();
}

/** How many tasks of the loop are not done, but for this one. */
export async function tasksLeft(): Promise<number> {
  return allTasks().filter((task) => task !== currentTask()).length;
}

export function whereAmI(word: string): [string, number] {
  return [word, threadId];
}

export function describe(text: string, options: { loud: boolean }): string {
  return options.loud ? text.toUpperCase() : text;
}

export function refuse(): never {
  throw new RangeError("not today");
}

export function count(calls: SharedArrayBuffer): void {
  Atomics.add(new Int32Array(calls), 0, 1);
}

/** Ends when somebody else is here at the same time: `false` if nobody comes. */
export function meet(place: SharedArrayBuffer): boolean {
  const cells = new Int32Array(place);
  if (Atomics.add(cells, 0, 1) === 1) {
    Atomics.notify(cells, 0);
    return true;
  }
  return Atomics.wait(cells, 0, 1, 10_000) !== "timed-out";
}
