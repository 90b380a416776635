import { describe, expect, test } from "vitest";
import {
  ArgumentTypeError,
  ContextVar,
  copyContext,
  type Coroutine,
  createEagerTaskFactory,
  createTask,
  eagerTaskFactory,
  ensureFuture,
  EventLoop,
  getRunningLoop,
  LoopClosedError,
  runCoroutineThreadsafe,
  sleep,
  Task,
  taskGroup,
  type TaskFactory,
} from "@heddle/loop-core";
import { behaviour, type Steps, virtualLoop } from "./behaviour.ts";

class OurTask<T> extends Task<T> {}

const factory: TaskFactory = (loop, coroutine, options) => new OurTask(loop, coroutine, options);

describe("a task factory", () => {
  test("makes the tasks of the loop, named too, until it is taken away", async () => {
    const loop = virtualLoop();
    expect(loop.getTaskFactory()).toBe(null);
    loop.setTaskFactory(factory);
    expect(loop.getTaskFactory()).toBe(factory);
    const ours = loop.createTask(sleep(0), { name: "test_task" });
    loop.setTaskFactory(null);
    const usual = loop.createTask(sleep(0));
    expect([ours instanceof OurTask, ours.name, usual instanceof OurTask]).toEqual([true, "test_task", false]);
    await loop.runUntilComplete(ours);
    loop.close();
  });

  test("is a function, or null; all else is refused", () => {
    const loop = virtualLoop();
    for (const none of [1, "factory", {}, undefined]) {
      expect(() => loop.setTaskFactory(none as never)).toThrow(ArgumentTypeError);
    }
    expect(loop.getTaskFactory()).toBe(null);
    loop.close();
  });

  test("may be eager, of the library's class or another", () => {
    const eager = createEagerTaskFactory((loop, coroutine, options) => new OurTask(loop, coroutine, options));
    for (const [given, eagerClass] of [
      [eager, OurTask],
      [eagerTaskFactory, Task],
    ] as const) {
      const loop = virtualLoop();
      loop.setExceptionHandler(() => {}); // its task never runs
      loop.setTaskFactory(given);
      expect(loop.getTaskFactory()).toBe(given);
      expect(loop.createTask(sleep(0))).toBeInstanceOf(eagerClass);
      loop.close();
    }
  });

  test("that fails tells whoever gave the loop work from outside", async () => {
    const loop = virtualLoop();
    loop.setExceptionHandler(() => {});
    loop.setTaskFactory(() => {
      throw new Error("no task");
    });
    const outside = runCoroutineThreadsafe(() => sleep(0), loop);
    loop.callLater(1, () => loop.stop());
    await loop.runForever();
    expect(outside.exception()).toEqual(new Error("no task"));
    loop.close();
  });
});

describe("ensureFuture", () => {
  test("makes its task with the createTask of the loop's own class", () => {
    class OurLoop extends EventLoop {
      override createTask<T>(coroutine: Coroutine<T>): Task<T> {
        return new OurTask(this, coroutine);
      }
    }
    const loop = new OurLoop();
    loop.setExceptionHandler(() => {}); // its task never runs
    expect(ensureFuture(sleep(0), loop)).toBeInstanceOf(OurTask);
    loop.close();
  });

  test("on a closed loop is refused, and the coroutine never begins", () => {
    const loop = virtualLoop();
    loop.close();
    let begun = false;
    const work = async (): Promise<void> => void (begun = true);
    expect(() => ensureFuture(work, loop)).toThrow(LoopClosedError);
    expect(begun).toBe(false);
  });
});

describe("a context of its own", () => {
  const variable = new ContextVar<string>("variable", "none");

  behaviour("is what a task starts with, whoever creates it; what it sets is in the task's context", function* (co) {
    variable.set("before");
    const context = copyContext();
    variable.set("after");
    let seen: string[] = [];
    const work = co(function* (): Steps<void> {
      yield* sleep(0);
      seen.push(variable.get());
      variable.set("changed");
    });
    const create: ((context: ReturnType<typeof copyContext>) => Task<void>)[] = [
      (given) => createTask(work, { context: given }),
      (given) => getRunningLoop().createTask(work, { context: given }),
    ];
    for (const make of create) {
      seen = [];
      const first = make(context);
      yield* first;
      yield* make(first.contextValues);
      expect(seen).toEqual(["before", "changed"]);
    }
    expect(variable.get()).toBe("after");
  });

  behaviour("is what a task of a group starts with", function* (co) {
    variable.set("before");
    const context = copyContext();
    variable.set("after");
    let seen: string | undefined;
    yield* taskGroup((group) =>
      co(function* () {
        const task = group.createTask(
          // oxlint-disable-next-line require-yield -- it only looks
          co(function* () {
            seen = variable.get();
          }),
          { context },
        );
        yield* task;
        expect(task.contextValues).toBe(context);
      })(),
    );
    expect(seen).toBe("before");
  });
});

test("the default executor is something that takes work: all else is refused", async () => {
  const loop = virtualLoop();
  for (const none of [null, undefined, "executor", {}, () => {}]) {
    expect(() => loop.setDefaultExecutor(none as never)).toThrow(ArgumentTypeError);
  }
  expect(() => loop.setDefaultExecutor("executor" as never)).toThrow(/submit\(\)/);
  expect(await loop.runUntilComplete(() => loop.runInExecutor(null, () => "inline"))).toBe("inline");
  loop.close();
});
