import { describe, expect, test } from "vitest";
import {
  allTasks,
  AsyncEvent,
  createTask,
  EventLoop,
  Future,
  gather,
  type Runnable,
  Lock,
  type Probe,
  Queue,
  Semaphore,
  sleep,
  type Task,
  taskGroup,
  wait,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

describe("a probe is told", () => {
  test("of tasks, callbacks, steps and results, in the order in which they happen", async () => {
    const told: string[] = [];
    const names = new Map<Runnable, string>();
    const nameOf = (handle: Runnable): string => names.get(handle) ?? "?";
    const probe: Probe = {
      scheduled: (handle) => {
        names.set(handle, `h${names.size}`);
        told.push(`scheduled ${nameOf(handle)}`);
      },
      stepBegan: (handle) => told.push(`began ${nameOf(handle)}`),
      stepEnded: (handle) => told.push(`ended ${nameOf(handle)}`),
      taskCreated: (task) => told.push(`task ${task.name}`),
      settled: (future) => told.push(`settled ${(future as Task<unknown>).name}`),
    };
    const loop = virtualLoop({ probe });
    await loop.runUntilComplete(async () => {
      told.push("main runs");
      await sleep(0);
      await Promise.resolve();
      told.push("main ends");
    });
    expect(told).toEqual([
      "scheduled h0",
      "task Task-1",
      "began h0",
      "main runs",
      "scheduled h1",
      "ended h0",
      "began h1",
      "main ends",
      "settled Task-1",
      "scheduled h2",
      "ended h1",
      "began h2",
      "ended h2",
    ]);
  });

  test("which steps touch a lock, and how", async () => {
    const touches: string[] = [];
    const lock = new Lock();
    const loop = virtualLoop({
      probe: {
        touched: (object, key, access) => {
          if (object === lock) touches.push(`${key} ${access}`);
        },
      },
    });
    await loop.runUntilComplete(async () => {
      await lock.acquire();
      lock.locked();
      lock.release();
      await createTask(async () => {});
    });
    expect(touches).toEqual(["state write", "state read", "state write"]);
  });

  test("of a timer that is cancelled, in time or not", async () => {
    const discarded: number[] = [];
    const loop = virtualLoop({ probe: { discarded: ({ when }) => discarded.push(when) } });
    await loop.runUntilComplete(async () => {
      const [early, late] = [loop.callLater(1, () => {}), loop.callLater(5, () => {})];
      await sleep(2);
      early.cancel();
      late.cancel();
      late.cancel();
    });
    expect(discarded).toEqual([1, 5, 5]);
  });

  test("of futures and primitives before anything else is said of them", async () => {
    const known = new Set<object>();
    const unknown = new Set<object>();
    const probe: Probe = {
      created: (object) => known.add(object),
      touched: (object) => void (known.has(object) || object instanceof EventLoop || unknown.add(object)),
    };
    await virtualLoop({ probe }).runUntilComplete(async () => {
      const [lock, queue, event] = [new Lock(), new Queue<number>(1), new AsyncEvent()];
      await taskGroup(async (group) => {
        group.createTask(() => lock.acquire());
        group.createTask(() => queue.put(1));
        group.createTask(() => event.wait());
        event.set();
      });
      await gather([() => sleep(1), () => queue.get()]);
      await wait([createTask(() => new Semaphore(1).acquire())]);
    });
    expect([...unknown]).toEqual([]);
  });

  test("of a step that lists all tasks, that it depends on everything", async () => {
    let told = 0;
    await virtualLoop({ probe: { touchedEverything: () => told++ } }).runUntilComplete(async () => {
      expect([allTasks().length, told]).toEqual([1, 1]);
    });
  });

  // Two steps that would not commute if the other came first, and would seem to.
  for (const [name, program] of Object.entries(programsOfTwoSteps())) {
    test(`that both steps touch the same: ${name}`, async () => {
      const steps: Map<object, Set<string>>[] = [];
      const touches = (access: string, object: object, key: string): void => {
        const step = steps.at(-1);
        if (step?.has(object) === false) step.set(object, new Set());
        step?.get(object)?.add(`${key} ${access}`);
      };
      const loop = virtualLoop({ probe: { touched: (object, key, access) => touches(access, object, key) } });
      await loop.runUntilComplete(async () => {
        const { first, second } = program();
        await sleep(1);
        for (const act of [first, second]) {
          steps.push(new Map());
          act();
          await sleep(1); // what it wakes runs before that
          steps.push(new Map());
        }
      });
      expect(conflicts(steps[0], steps[2])).toBe(true);
    });
  }
});

function conflicts(one: Map<object, Set<string>> = new Map(), other: Map<object, Set<string>> = new Map()): boolean {
  return [...one].some(([object, touches]) =>
    [...touches].some((touch) => {
      const [key, access] = touch.split(" ") as [string, string];
      const others = other.get(object);
      return others?.has(`${key} write`) === true || (access === "write" && others?.has(`${key} read`) === true);
    }),
  );
}

function programsOfTwoSteps(): Record<string, () => { first: () => void; second: () => void }> {
  const never = (): Future<void> => new Future<void>();
  return {
    "a future is awaited, and set": () => {
      const future = never();
      return { first: () => void createTask(() => future), second: () => future.setResult() };
    },
    "a task is cancelled, and goes on": () => {
      const future = never();
      const task = createTask(() => future);
      return { first: () => future.setResult(), second: () => void task.cancel() };
    },
    "two of a gather end": () => {
      const [a, b] = [never(), never()];
      void gather([a, b]);
      return { first: () => a.setResult(), second: () => b.setResult() };
    },
    "two of a wait end": () => {
      const [a, b] = [never(), never()];
      createTask(() => wait([a, b]));
      return { first: () => a.setResult(), second: () => b.setResult() };
    },
    "two of a task group end": () => {
      const [a, b] = [never(), never()];
      createTask(() =>
        taskGroup(async (group) => {
          for (const future of [a, b]) group.createTask(() => future);
        }),
      );
      return { first: () => a.setResult(), second: () => b.setResult() };
    },
    "two wait for an item of a queue": () => {
      const queue = new Queue<number>();
      return { first: () => void createTask(() => queue.get()), second: () => void createTask(() => queue.get()) };
    },
    "one who waits for a lock is cancelled, and the lock is released": () => {
      const lock = new Lock();
      createTask(() => lock.acquire());
      const waiting = createTask(() => lock.acquire());
      return { first: () => void waiting.cancel(), second: () => lock.release() };
    },
  };
}
