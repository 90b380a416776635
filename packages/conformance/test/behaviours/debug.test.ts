import { afterEach, describe, expect, test, vi } from "vitest";
import {
  AsyncEvent,
  type Awaitable,
  CallbackTypeError,
  createTask,
  type ExceptionContext,
  Future,
  getRunningLoop,
  InlineExecutor,
  type Running,
  sleep,
  type Task,
  wait,
} from "@heddle/loop-core";
import { behaviour, generatorBehaviour, type Steps, thrownBy, virtualLoop } from "./behaviour.ts";

// What debug mode knows of the code of whoever uses the library.

/** The line in this file that calls it, or its caller, as `debug.test.ts:<line>`. */
function thisLine(depth = 1): string {
  const lines = (new Error("here").stack ?? "").split("\n").filter((line) => line.includes("debug.test.ts"));
  return /debug\.test\.ts:\d+/.exec(lines[depth] ?? "")?.[0] ?? "nowhere";
}

const DEBUG = { debug: true };

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("in debug mode", () => {
  test("a future knows where it was made; without, it does not", () => {
    const loop = virtualLoop(DEBUG);
    const [future, line] = [new Future(loop), thisLine()];
    expect(future.createdAt).toContain(line);
    expect(loop.createFuture().createdAt).toContain("debug.test.ts");
    expect(new Future(virtualLoop()).createdAt).toBe(undefined);
  });

  test("a task knows where it was made", async () => {
    const loop = virtualLoop(DEBUG);
    const [task, line] = [loop.createTask(sleep(0)), thisLine()];
    expect(task.createdAt).toContain(line);
    await loop.runUntilComplete(async function main() {
      const inner = createTask(() => sleep(0));
      expect(inner.createdAt).toMatch(/^main .*debug\.test\.ts:/);
      await inner;
    });
    loop.close();
  });

  test("a handle knows where it was scheduled, in whatever way", () => {
    const loop = virtualLoop(DEBUG);
    const tick = (): void => {};
    for (const [handle, line] of [
      [loop.callSoon(tick), thisLine()],
      [loop.callSoonThreadsafe(tick), thisLine()],
      [loop.callLater(0, tick), thisLine()],
      [loop.callAt(0, tick), thisLine()],
    ] as const) {
      expect(handle.createdAt).toContain(line);
    }
    expect(virtualLoop().callSoon(tick).createdAt).toBe(undefined);
  });

  test("an executor that is named may take work that waits; the default one is given none", async () => {
    await virtualLoop(DEBUG).runUntilComplete(async () => {
      const work = async (): Promise<number> => 42;
      const loop = getRunningLoop();
      expect(await loop.runInExecutor(new InlineExecutor(), work)).toBe(42);
      expect(() => loop.runInExecutor(null, work)).toThrow(CallbackTypeError);
    });
  });

  test("the report of an exception that nobody has looked at says where its future was made", async () => {
    const told: ExceptionContext[] = [];
    for (const debug of [true, false]) {
      const loop = virtualLoop({ debug });
      loop.setExceptionHandler((context) => told.push(context));
      loop.createFuture().setException(new Error("unseen"));
      loop.close();
    }
    expect(told.map(({ message, error }) => [message, error])).toEqual([
      [
        expect.stringMatching(/^The exception of a future was never retrieved; it was made at .*debug\.test\.ts:/),
        new Error("unseen"),
      ],
      ["The exception of a future was never retrieved", new Error("unseen")],
    ]);
  });
});

describe("a task", () => {
  behaviour("knows what it runs, before its start, meanwhile and after its end", function* (co) {
    const work = co(function* (): Steps<void> {
      yield* sleep(1);
    });
    const pause = sleep(1);
    for (const coroutine of [work, pause]) {
      const task = createTask(coroutine);
      expect(task.coroutine).toBe(coroutine);
      yield* sleep(0);
      expect(task.coroutine).toBe(coroutine);
      yield* task;
      expect(task.coroutine).toBe(coroutine);
    }
  });

  test("that runs knows where it stands, debug mode or not", async () => {
    for (const debug of [true, false]) {
      await virtualLoop({ debug }).runUntilComplete(async () => {
        let stack: readonly string[] = [];
        let task: Task<void> | null = null;
        async function foo(): Promise<void> {
          await sleep(1);
          await bar();
        }
        async function bar(): Promise<void> {
          stack = task!.getStack();
        }
        task = createTask(foo);
        await task;
        expect(stack.slice(0, 2)).toEqual([
          expect.stringMatching(/^bar .*debug\.test/),
          expect.stringContaining("foo"),
        ]);
      });
    }
  });

  const waits: [string, () => Awaitable<unknown>][] = [
    ["a future", () => new Future<void>()],
    ["a task", () => createTask(new AsyncEvent().wait())],
    ["what a function of the library returns", () => new AsyncEvent().wait()],
    ["and what that waits for in turn", () => wait([new Future<void>()])],
  ];

  for (const [what, make] of waits) {
    test(`that waits knows where, in debug mode: ${what}`, async () => {
      await virtualLoop(DEBUG).runUntilComplete(async () => {
        let line = "";
        const made = (): Awaitable<unknown> => ((line = thisLine(2)), make());
        async function inner(): Promise<void> {
          await made();
        }
        const bodies: (() => Running<void>)[] = [
          function* work() {
            yield* made();
          },
          async function work() {
            await sleep(1);
            await inner();
          },
        ];
        for (const body of bodies) {
          const task = createTask(body);
          expect(task.getStack()).toEqual([]); // it has not begun
          await sleep(2);
          expect(task.getStack().join()).toContain(line);
          expect(task.getStack().at(-1)).toContain("work");
          task.cancel();
          await sleep(1);
          expect(task.getStack()).toEqual([]); // it is done
        }
      });
    });
  }

  behaviour("that waits does not know where without debug mode, nor for its next turn", function* (co) {
    const future = new Future<void>();
    const waits = createTask(
      co(function* (): Steps<void> {
        yield* future;
        while (true) yield* sleep(0);
      }),
    );
    yield* sleep(0);
    expect(waits.getStack()).toEqual([]);
    getRunningLoop().debug = true;
    future.setResult();
    yield* sleep(0);
    yield* sleep(0);
    expect(waits.getStack()).toEqual([]);
    waits.cancel();
    yield* thrownBy(waits);
  });

  for (const ask of ["result", "exception"] as const) {
    generatorBehaviour(
      `the error of a cancelled task tells the line that was interrupted, in debug mode (${ask})`,
      function* (co) {
        let line = "";
        const nested = createTask(
          co(function* (): Steps<void> {
            try {
              yield* sleep(((line = thisLine()), 10));
            } finally {
              yield* sleep(1);
            }
          }),
        );
        yield* sleep(0);
        nested.cancel();
        let waited = "";
        const waiter = createTask(
          co(function* (): Steps<void> {
            yield* wait(((waited = thisLine()), [nested]));
            if (ask === "result") nested.result();
            else nested.exception();
          }),
        );
        const { stack } = (yield* thrownBy(waiter)) as Error;
        expect(stack).toContain("which interrupted task");
        expect(stack).toContain(line);
        expect(stack!.indexOf(line)).toBeLessThan(stack!.indexOf(waited));
      },
      DEBUG,
    );
  }
});

describe("HEDDLE_DEBUG", () => {
  async function debugWith(value: string | undefined): Promise<boolean[]> {
    vi.resetModules();
    vi.stubEnv("HEDDLE_DEBUG", value);
    const { EventLoop, run, getRunningLoop: running } = await import("@heddle/loop-core");
    return [
      new EventLoop().debug,
      new EventLoop({ debug: true }).debug,
      new EventLoop({ debug: false }).debug,
      await run(async () => running().debug),
    ];
  }

  test("=1 in the environment switches debug mode on for loops that are told nothing", async () => {
    expect(await debugWith("1")).toEqual([true, true, false, true]);
    for (const other of [undefined, "", "0"]) expect(await debugWith(other)).toEqual([false, true, false, false]);
  });

  test("=1 checks library coroutines as an option does: one that is dropped is reported", async () => {
    vi.resetModules();
    vi.stubEnv("HEDDLE_DEBUG", "1");
    const { EventLoop, sleep: pause } = await import("@heddle/loop-core");
    const loop = new EventLoop();
    const told: unknown[] = [];
    loop.setExceptionHandler(({ message }) => told.push(message));
    await loop.runUntilComplete(async () => void pause(1));
    loop.close();
    expect(told).toEqual(["A coroutine was never awaited"]);
  });
});
