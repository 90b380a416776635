import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  type ContextValues,
  type Coroutine,
  createTask,
  Future,
  Lock,
  type Probe,
  Queue,
  sleep,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

const revoked = Proxy.revocable({}, {});
revoked.revoke();

function resultText(result: unknown): string {
  const future = new Future<unknown>(virtualLoop());
  future.setResult(result);
  return String(future).slice("<Future result ".length, -1);
}

describe("the text of a result", () => {
  class Point {
    x = 1;
  }
  const failing = {
    get secret(): never {
      throw new Error("read");
    },
    toString(): never {
      throw new Error("called");
    },
  };

  test.each<[unknown, string]>([
    [42, "42"],
    ["text", '"text"'],
    [10n, "10n"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    [function named() {}, "named"],
    [[1, "two", [3]], '[1, "two", […]]'],
    [[1, 2, 3, 4, 5, 6], "[1, 2, 3, 4, 2 more]"],
    [{ a: 1, b: { c: 2 } }, "{ a: 1, b: {…} }"],
    [{}, "{}"],
    [Object.create(null), "{}"],
    [new Map([[1, 2]]), "Map {…}"],
    [new Point(), "Point {…}"],
    [new Error("broken"), "Error: broken"],
    [new Lock(), "<Lock …>"],
    [failing, "{ secret: …, toString: toString }"],
    ["x".repeat(1_000), `"${"x".repeat(77)}…"`],
  ])("%# is short, and runs no code of its own", (result, text) => {
    expect(resultText(result)).toBe(text);
  });
});

test("the text of a result that refuses to be looked at is none", () => {
  expect(resultText(revoked.proxy)).toBe("…");
});

describe("the text of a loop's things", () => {
  test("does not count as a look at an exception", () => {
    const loop = virtualLoop();
    loop.setExceptionHandler(() => {});
    const future = new Future<void>(loop);
    future.setException(new Error("unseen"));
    expect(String(future)).toBe("<Future exception Error: unseen>");
    expect([future.unretrieved, loop.unretrieved.size]).toEqual([true, 1]);
    loop.close();
  });

  test("is read without a probe being told", async () => {
    const touched: string[] = [];
    let watching = false;
    const probe: Probe = { touched: (_object, key) => void (watching && touched.push(key)) };
    await virtualLoop({ probe }).runUntilComplete(async () => {
      const [lock, semaphore, queue] = [new Lock(), new BoundedSemaphore(1), new Queue<number>(1)];
      const [condition, barrier, future] = [new Condition(lock), new Barrier(2), new Future<void>()];
      await lock.acquire();
      await semaphore.acquire();
      await queue.put(1);
      const waits: Coroutine<unknown>[] = [lock.acquire(), semaphore.acquire(), queue.put(2), barrier.wait()];
      const tasks = waits.map((wait) => createTask(wait));
      future.addDoneCallback(() => {});
      await sleep(0);
      watching = true;
      for (const thing of [lock, semaphore, queue, condition, barrier, future, future.loop, ...tasks]) {
        expect(String(thing)).toBe(inspect(thing));
      }
      watching = false;
      for (const task of tasks) task.cancel();
    });
    expect(touched).toEqual([]);
  });

  test("never throws, whatever somebody has made of it", () => {
    const loop = virtualLoop();
    const future = new Future<void>(loop);
    future.source = {
      describeWait(): never {
        throw new Error("no words");
      },
    };
    future.label = "something";
    expect(String(future)).toBe("<Future>");
    Object.defineProperty(future, "constructor", { value: revoked.proxy });
    expect(String(future)).toBe("<Object>");
    const queue = new Queue<number>(0, {
      get size(): never {
        throw new Error("no size");
      },
      add() {},
      take: () => 1,
    });
    expect(String(queue)).toBe("<Queue>");
  });

  test("of a class of somebody's own has its name", () => {
    class OurLock extends Lock {}
    class OurFuture<T> extends Future<T> {}
    expect([new OurLock(), new OurFuture(virtualLoop())].map(String)).toEqual([
      "<OurLock unlocked>",
      "<OurFuture pending>",
    ]);
  });

  test("in debug mode a task still runs in its context, and awaits what it did", async () => {
    const loop = virtualLoop({ debug: true });
    const results: unknown[] = [];
    await loop.runUntilComplete(async () => {
      const future = new Future<number>();
      const context: ContextValues = loop.contextValues;
      const tasks = [
        createTask(async () => await future, { context }),
        createTask(function* () {
          return yield* future;
        }),
      ];
      await sleep(1);
      future.setResult(42);
      for (const task of tasks) results.push(await task, await Promise.resolve(future), task.createdAt);
    });
    const here: unknown = expect.stringContaining("text-form.test.ts");
    expect(results).toEqual([42, 42, here, 42, 42, here]);
    loop.close();
  });
});
