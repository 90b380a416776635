import { test } from "vitest";
import {
  type Awaitable,
  type Clock,
  EventLoop,
  type EventLoopOptions,
  getRunningLoop,
  type Yieldable,
} from "@heddle/loop-core";

// What the behaviours are written with: a sentence, and a program that must hold for both kinds of coroutines.

/** A body: it waits with `yield*`. */
export type Steps<T> = Generator<Yieldable, T, unknown>;

/** Makes a coroutine of the kind under test: a generator function, or an async function whose waits are `await`. */
export type Make = <T>(body: () => Steps<T>) => () => Steps<T> | Promise<T>;

const generator: Make = (body) => body;
const asyncFunction: Make = (body) => () => asAsyncFunction(body());

/** A test whose body runs on virtual time, once as a generator task and once as a task of an async function. */
export function behaviour(sentence: string, body: (co: Make) => Steps<void>, options?: EventLoopOptions): void {
  // oxlint-disable-next-line vitest/valid-title -- its caller gives a string
  test(sentence, async () => await inBothKinds(body, options));
}

/** {@link behaviour} for what only generators can do: an eager start inside a task. */
export function generatorBehaviour(
  sentence: string,
  body: (co: Make) => Steps<void>,
  options?: EventLoopOptions,
): void {
  // oxlint-disable-next-line vitest/valid-title -- its caller gives a string
  test(sentence, async () => await runOn(virtualLoop(options), generator, body));
}

export async function inBothKinds(body: (co: Make) => Steps<void>, options?: EventLoopOptions): Promise<void> {
  for (const make of [generator, asyncFunction]) await runOn(virtualLoop(options), make, body);
}

async function runOn(loop: EventLoop, make: Make, body: (co: Make) => Steps<void>): Promise<void> {
  await loop.runUntilComplete(make(() => body(make)));
  loop.close();
}

/** What waiting for `work` throws; `undefined` if nothing. */
export function* thrownBy(work: Awaitable<unknown>): Steps<unknown> {
  try {
    yield* work;
  } catch (error) {
    return error;
  }
  return undefined;
}

/** A loop on a clock that jumps to the next deadline. */
export function virtualLoop(options: EventLoopOptions = {}): EventLoop {
  return new EventLoop({ clock: new VirtualClock(), ...options });
}

class VirtualClock implements Clock {
  readonly resolutionMs = 1e-6;
  nowMs = 0;

  now(): number {
    return this.nowMs;
  }

  wait(deadlineMs: number | undefined): "arrived" | "never" {
    if (deadlineMs === undefined) return "never";
    this.nowMs = Math.max(this.nowMs, deadlineMs);
    return "arrived";
  }
}

/** Time passes while the code that calls this keeps the loop busy. */
export function beBusy(forMs: number): void {
  (getRunningLoop().clock as VirtualClock).nowMs += forMs;
}

async function asAsyncFunction<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (next.done !== true) {
    try {
      await next.value;
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next();
  }
  return next.value;
}
