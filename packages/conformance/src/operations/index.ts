import type { Frame, Returned } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import { combinatorSteps, combinatorWaits } from "./combinators.ts";
import { controlBlocks, controlSteps } from "./control.ts";
import { futureSteps } from "./futures.ts";
import { groupBlocks, groupSteps } from "./groups.ts";
import { handleSteps } from "./handles.ts";
import { lockBlocks, lockSteps, lockWaits } from "./locks.ts";
import type { AsyncOperations, Blocks, SyncOperations } from "./operation.ts";
import { queueSteps, queueWaits } from "./queues.ts";
import { taskSteps, taskWaits } from "./tasks.ts";
import { threadSteps } from "./threads.ts";
import { timeoutBlocks, timeoutSteps } from "./timeouts.ts";

// The types know which operations there are: one that is missing here does not compile.

const sync: SyncOperations = {
  ...combinatorSteps,
  ...controlSteps,
  ...futureSteps,
  ...groupSteps,
  ...handleSteps,
  ...lockSteps,
  ...queueSteps,
  ...taskSteps,
  ...threadSteps,
  ...timeoutSteps,
};
const waits: AsyncOperations = { ...combinatorWaits, ...lockWaits, ...queueWaits, ...taskWaits };
const blocks: Blocks = { ...controlBlocks, ...groupBlocks, ...lockBlocks, ...timeoutBlocks };

type Run<R> = (run: Interpreter, frame: Frame, ...given: readonly unknown[]) => R;

export const SYNC_OPERATIONS: ReadonlyMap<string, Run<unknown>> = byName(sync);
export const ASYNC_OPERATIONS: ReadonlyMap<string, Run<Steps<unknown>>> = byName(waits);
export const BLOCKS: ReadonlyMap<string, Run<Steps<Returned | null>>> = byName(blocks);

/** A program is data: that an operation has the arguments of its name is the grammar's promise. */
function byName<R>(operations: Readonly<Record<string, (...given: never) => R>>): ReadonlyMap<string, Run<R>> {
  return new Map(Object.entries(operations)) as unknown as ReadonlyMap<string, Run<R>>;
}
