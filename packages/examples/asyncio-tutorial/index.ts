import { runUntilComplete } from "./01-run-until-complete.ts";
import { taskStates } from "./02-task-states.ts";
import { resultTooEarly } from "./03-result-too-early.ts";
import { doneCallback } from "./04-done-callback.ts";
import { waitForTasks } from "./05-wait.ts";
import { waitThenResults } from "./06-wait-then-results.ts";
import { waitWithCallbacks } from "./07-wait-with-callbacks.ts";
import { callsFromAnotherThread } from "./08-calls-from-another-thread.ts";
import { coroutinesFromAnotherThread } from "./09-coroutines-from-another-thread.ts";
import { runOne } from "./10-run.ts";
import { createTasks } from "./11-create-task.ts";
import { gatherResults } from "./12-gather.ts";
import { awaitOneByOne } from "./pitfall-await-one-by-one.ts";
import { cancelTooLate } from "./pitfall-cancel-too-late.ts";
import type { Program } from "./program.ts";
import { story } from "./story.ts";

/** The programs in the tutorial's order, by their names on the command line. */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["1", runUntilComplete],
  ["2", taskStates],
  ["3", resultTooEarly],
  ["4", doneCallback],
  ["5", waitForTasks],
  ["6", waitThenResults],
  ["7", waitWithCallbacks],
  ["8", callsFromAnotherThread],
  ["9", coroutinesFromAnotherThread],
  ["10", runOne],
  ["11", createTasks],
  ["12", gatherResults],
  ["pitfall-one-by-one", awaitOneByOne],
  ["pitfall-cancel", cancelTooLate],
  ["story", story],
]);
