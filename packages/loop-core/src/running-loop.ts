import type { EventLoop } from "./loop.ts";
import { NoRunningLoopError } from "./errors.ts";
import { runAs, taskOfCode } from "./task-of-code.ts";

// The one piece of module state that asyncio has too: which loop runs the present code.
let running: EventLoop | null = null;

/**
 * The loop that runs the calling code.
 *
 * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_running_loop
 */
export function getRunningLoop(): EventLoop {
  const loop = runningLoopOrNull();
  if (loop === null) throw new NoRunningLoopError();
  return loop;
}

export function runningLoopOrNull(): EventLoop | null {
  if (running !== null) return running;
  const loop = taskOfCode()?.loop;
  return loop?.isRunning() === true ? loop : null;
}

/** Runs code that may go on outside of the loop's steps as what it is: that of the task which runs now. */
export function asCurrentTask<T>(code: () => T): T {
  return runAs(runningLoopOrNull()?.taskOfCode() ?? null, code);
}

/** Runs code as if `loop` were running it, to its end. */
export function onLoop<T>(loop: EventLoop, code: () => T): T {
  const before = running;
  running = loop;
  try {
    return code();
  } finally {
    running = before;
  }
}

/** Called by a loop as it begins and ends to run callbacks. */
export function enterLoop(loop: EventLoop | null): void {
  running = loop;
}
