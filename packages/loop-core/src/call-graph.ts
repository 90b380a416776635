import type { Future } from "./future.ts";
import type { EventLoop } from "./loop.ts";
import { currentTask } from "./tasks.ts";
import type { Task } from "./task.ts";

/**
 * A future, and who awaits it, and so on up. Nothing is recorded while the loop runs: all of this is read off its tasks.
 *
 * @see https://docs.python.org/3/library/asyncio-graph.html
 */
export interface CallGraph {
  readonly future: Future<unknown>;
  /** Empty where the same future stands further down already: a cycle of tasks that wait for each other. */
  readonly awaitedBy: readonly CallGraph[];
}

/**
 * Who awaits `future`, and who awaits those; of the current task, if none is given. `null`: there is none.
 *
 * @see https://docs.python.org/3/library/asyncio-graph.html#asyncio.capture_call_graph
 * @example
 * const child = createTask(() => sleep(10), { name: "child" });
 * createTask(() => child, { name: "parent" });
 * await sleep(1);
 * console.log(formatCallGraph(captureCallGraph(child)));
 */
export function captureCallGraph(future: Future<unknown> | null = currentTask()): CallGraph | null {
  if (future === null) return null;
  return graphOf(future, awaitersByFuture(future.loop), new Set());
}

/**
 * The graph as text: each line is awaited by those below it that stand further in.
 *
 * @see https://docs.python.org/3/library/asyncio-graph.html#asyncio.format_call_graph
 */
export function formatCallGraph(graph: CallGraph | null): string {
  return graph === null ? "" : linesOf(graph, "").join("\n");
}

/** Who awaits `future` directly: tasks, and futures that wait for it in turn, as `gather` does. */
export function awaitedBy(future: Future<unknown>): Future<unknown>[] {
  return [...(awaitersByFuture(future.loop).get(future) ?? [])];
}

/** One row of {@link taskTable}. */
export interface TaskRow {
  readonly name: string;
  /** As words: `sleep`, `task "b"`, `lock "a" (held by "reader")`. */
  readonly waitsFor: string;
  /** The names of the tasks that wait for it, directly or through a combinator. */
  readonly awaitedBy: readonly string[];
}

/**
 * All tasks of a loop that are not done, what each waits for, and who waits for it.
 *
 * @see https://docs.python.org/3/whatsnew/3.14.html#asyncio-introspection-capabilities
 * @example
 * console.table(taskTable(getRunningLoop()));
 */
export function taskTable(loop: EventLoop): TaskRow[] {
  const awaiters = awaitersByFuture(loop);
  const rowOf = (task: Task<unknown>): TaskRow => ({
    name: task.name,
    waitsFor: task === loop.currentTask ? "nothing: it runs" : task.waitsFor,
    awaitedBy: [...tasksAbove(task, awaiters)],
  });
  return loop.allTasks().map(rowOf);
}

/**
 * The tasks of a loop as text: below each task those that it waits for. A cycle is marked.
 *
 * @see https://docs.python.org/3/whatsnew/3.14.html#asyncio-introspection-capabilities
 */
export function taskTree(loop: EventLoop): string {
  const tasks = loop.allTasks();
  const awaiters = awaitersByFuture(loop);
  const shown = new Set<Future<unknown>>();
  const lines: string[] = [];
  const show = (future: Future<unknown>, indent: string, above: readonly Future<unknown>[]): void => {
    shown.add(future);
    lines.push(`${indent}${future.describe()}${above.includes(future) ? " (a cycle)" : ""}`);
    if (above.includes(future)) return;
    for (const inner of future.awaits()) show(inner, `${indent}  `, [...above, future]);
  };
  for (const task of tasks) if (!awaiters.has(task)) show(task, "", []);
  for (const task of tasks) if (!shown.has(task)) show(task, "", []); // only cycles are left
  return lines.join("\n");
}

type Awaiters = ReadonlyMap<Future<unknown>, ReadonlySet<Future<unknown>>>;

function awaitersByFuture(loop: EventLoop): Awaiters {
  const awaiters = new Map<Future<unknown>, Set<Future<unknown>>>();
  const look = (awaiter: Future<unknown>): void => {
    for (const future of awaiter.awaits()) {
      const known = awaiters.get(future);
      if (known === undefined) {
        awaiters.set(future, new Set([awaiter]));
        look(future);
      } else known.add(awaiter);
    }
  };
  for (const task of loop.allTasks()) look(task);
  return awaiters;
}

function graphOf(future: Future<unknown>, awaiters: Awaiters, below: Set<Future<unknown>>): CallGraph {
  if (below.has(future)) return { future, awaitedBy: [] };
  const seen = new Set(below).add(future);
  return { future, awaitedBy: [...(awaiters.get(future) ?? [])].map((awaiter) => graphOf(awaiter, awaiters, seen)) };
}

function linesOf({ future, awaitedBy }: CallGraph, indent: string): string[] {
  return [`${indent}${future.describe()}`, ...awaitedBy.flatMap((graph) => linesOf(graph, `${indent}  `))];
}

function tasksAbove(future: Future<unknown>, awaiters: Awaiters, seen = new Set<Future<unknown>>()): Set<string> {
  const names = new Set<string>();
  for (const awaiter of awaiters.get(future) ?? []) {
    if (seen.has(awaiter)) continue;
    seen.add(awaiter);
    if (isTask(awaiter)) names.add(awaiter.name);
    else for (const name of tasksAbove(awaiter, awaiters, seen)) names.add(name);
  }
  return names;
}

function isTask(future: Future<unknown>): future is Task<unknown> {
  return "name" in future;
}
