import { gather } from "./combinators/gather.ts";
import type { Coroutine } from "./coroutine.ts";
import { NestedRunError } from "./errors.ts";
import { EventLoop, type EventLoopOptions } from "./loop.ts";
import { runningLoopOrNull } from "./running-loop.ts";

/**
 * Runs a coroutine on a loop of its own, then cleans up: tasks that are left are cancelled and waited for.
 *
 * @throws {NestedRunError} inside a loop that runs
 * @returns a promise of what `main` returns or throws
 * @see https://docs.python.org/3/library/asyncio-runner.html#asyncio.run
 * @example
 * await run(async () => {
 *   const task = createTask(() => sleep(10, "rested"));
 *   return await task;
 * });
 */
export async function run<T>(main: Coroutine<T>, options?: EventLoopOptions): Promise<T> {
  if (runningLoopOrNull() !== null) throw new NestedRunError("run", "a loop is running here");
  const loop = new EventLoop(options);
  try {
    return await loop.runUntilComplete(main);
  } finally {
    try {
      await cancelAllTasks(loop);
    } finally {
      loop.close();
    }
  }
}

async function cancelAllTasks(loop: EventLoop): Promise<void> {
  const left = loop.allTasks();
  if (left.length === 0) return;
  for (const task of left) task.cancel();
  await loop.runUntilComplete(gather(left, { returnExceptions: true }));
  for (const task of left) {
    if (task.state !== "exception") continue;
    const message = `Task "${task.name}" failed while run() cancelled what was left`;
    loop.callExceptionHandler({ message, error: task.exception(), future: task });
  }
}
