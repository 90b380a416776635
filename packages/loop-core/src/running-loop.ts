import type { EventLoop } from "./loop.ts";
import { NoRunningLoopError } from "./errors.ts";

// The one piece of module state that asyncio has too: which loop runs the present code.
let running: EventLoop | null = null;

/**
 * The loop that runs the calling code.
 *
 * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_running_loop
 */
export function getRunningLoop(): EventLoop {
  if (running === null) throw new NoRunningLoopError();
  return running;
}

export function runningLoopOrNull(): EventLoop | null {
  return running;
}

/** Called by a loop as it begins and ends to run callbacks. */
export function enterLoop(loop: EventLoop | null): void {
  running = loop;
}
