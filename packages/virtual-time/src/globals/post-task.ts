import { currentScope } from "../scope.ts";
import { VirtualImmediate } from "./immediate.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";
import { VirtualTimeout } from "./timeout.ts";
import { wholeMs } from "./timers.ts";

/**
 * `scheduler.postTask` and `scheduler.yield`, where the host has them. Tasks run in the order in which they are posted,
 * whatever their priority.
 *
 * @see https://wicg.github.io/scheduling-apis/
 */
export function postTaskStandIns(): StandIn[] {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  const { postTask: realPost, yield: realYield } = scheduler ?? {};
  if (scheduler === undefined || realPost === undefined) return [];

  const postTask = <T>(task: () => T, options: Options = {}): Promise<Awaited<T>> => {
    const scope = currentScope();
    if (scope === null) return realPost.call(scheduler, task, options) as Promise<Awaited<T>>;
    const { signal, delay = 0 } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const run = (): void => {
        signal?.removeEventListener("abort", abort);
        new Promise<T>((settle) => settle(task())).then(resolve as (value: T) => void, reject);
      };
      const timer =
        delay > 0
          ? new VirtualTimeout(scope, run, { kind: "scheduler.postTask", below: postTask, delayMs: wholeMs(delay) })
          : new VirtualImmediate(scope, run, postTask);
      const abort = (): void => {
        timer[Symbol.dispose]();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
  };

  const yieldTurn = (): Promise<void> => {
    const scope = currentScope();
    if (scope === null) return realYield?.call(scheduler) as Promise<void>;
    return new Promise((resolve) => void new VirtualImmediate(scope, resolve, yieldTurn));
  };
  return standInsOf(scheduler, { postTask, ...(realYield === undefined ? {} : { yield: yieldTurn }) });
}

interface Options {
  signal?: AbortSignal;
  delay?: number;
  priority?: string;
}

interface Scheduler {
  postTask?: (task: () => unknown, options?: Options) => Promise<unknown>;
  yield?: () => Promise<void>;
}
