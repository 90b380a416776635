import { describe, expect } from "vitest";
import {
  awaitedBy,
  type CallGraph,
  captureCallGraph,
  createTask,
  formatCallGraph,
  Future,
  gather,
  getRunningLoop,
  shield,
  sleep,
  Task,
  taskGroup,
  timeout,
  wait,
} from "@heddle/loop-core";
import { behaviour, type Make, type Steps } from "./behaviour.ts";

/** The names of the tasks that wait for a future, through whatever stands between. */
function waitingTasks(future: Future<unknown>): string[] {
  const names = (graph: CallGraph): string[] =>
    graph.awaitedBy.flatMap((above) => (above.future instanceof Task ? [above.future.name] : names(above)));
  return names(captureCallGraph(future)!);
}

function* whileItWaits(
  co: Make,
  body: (child: Task<void>) => Steps<unknown>,
  look: (child: Task<void>, parent: Task<unknown>) => void,
): Steps<void> {
  const child = createTask(sleep(100), { name: "child" });
  const parent = createTask(
    co(() => body(child)),
    { name: "parent" },
  );
  yield* sleep(1);
  look(child, parent);
  yield* wait([child, parent]);
}

describe("the call graph", () => {
  behaviour("of a task has who awaits it, and who awaits that", function* (co) {
    yield* whileItWaits(
      co,
      function* (child) {
        yield* child;
      },
      (child, parent) => {
        const graph = captureCallGraph(child)!;
        expect(graph.future === child).toBe(true);
        expect(graph.awaitedBy.map(({ future }) => future === parent)).toEqual([true]);
        expect(waitingTasks(child)).toEqual(["parent"]);
        expect(formatCallGraph(graph)).toMatch(/child.*\n {2}.*parent/);
      },
    );
  });

  behaviour("of a future has the task that awaits it; of the current task it needs no argument", function* (co) {
    const future = new Future<void>(getRunningLoop());
    const task = createTask(
      co(function* () {
        yield* future;
      }),
      { name: "waiter" },
    );
    yield* sleep(1);
    expect(awaitedBy(future).map((awaiter) => awaiter === task)).toEqual([true]);
    expect((captureCallGraph()!.future as Task<unknown>).name).toBe("Task-1");
    future.setResult();
    yield* task;
  });

  for (const [through, body] of [
    ["gather", (child: Task<void>) => gather([child])[Symbol.iterator]()],
    ["shield", (child: Task<void>) => shield(child)[Symbol.iterator]()],
    ["a timeout", (child: Task<void>) => timeout(1_000, () => child)[Symbol.iterator]()],
    ["wait", (child: Task<void>) => wait([child])[Symbol.iterator]()],
  ] as const) {
    behaviour(`goes through ${through}`, function* (co) {
      yield* whileItWaits(
        co,
        (child) => body(child) as Steps<unknown>,
        (child) => {
          expect(waitingTasks(child)).toEqual(["parent"]);
        },
      );
    });
  }

  behaviour("goes through a task group", function* (co) {
    let child!: Task<void>;
    const parent = createTask(
      co(function* () {
        yield* taskGroup((group) => {
          child = group.createTask(sleep(10), { name: "child" });
          return sleep(0);
        });
      }),
      { name: "parent" },
    );
    yield* sleep(1);
    expect(waitingTasks(child)).toEqual(["parent"]);
    yield* parent;
  });
});
