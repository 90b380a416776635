import { describe, expect, test } from "vitest";
import {
  CancelledError,
  createTask,
  currentTask,
  ExceptionGroup,
  FatalError,
  Future,
  gather,
  getRunningLoop,
  isCancelled,
  NoCurrentTaskError,
  sleep,
  type Task,
  TaskGroup,
  taskGroup,
  TaskGroupClosedError,
} from "@heddle/loop-core";
import { behaviour, generatorBehaviour, type Make, type Steps, thrownBy, virtualLoop } from "./behaviour.ts";

// A helper of each test: children that end, fail, or refuse to end well.

const failAfter = (co: Make, delayMs: number, message: string): (() => Steps<never> | Promise<never>) =>
  co(function* (): Steps<never> {
    yield* sleep(delayMs);
    throw new Error(message);
  });

const failWhenCancelled = (co: Make, message: unknown): (() => Steps<void> | Promise<void>) =>
  co(function* () {
    try {
      yield* sleep(10_000);
    } catch (error) {
      throw message instanceof Error ? message : isCancelled(error) ? message : error;
    }
  });

/** The errors of a group, as text, groups in brackets. */
function told(error: unknown): string {
  return error instanceof ExceptionGroup
    ? `[${error.errors.map(told).join(" ")}]`
    : String(error).replace("Error: ", "");
}

function* group<T>(co: Make, body: (group: TaskGroup) => Steps<T>): Steps<T> {
  return yield* taskGroup((inside) => co(() => body(inside))());
}

describe("taskGroup", () => {
  behaviour("waits for its tasks, and for those that are added while it runs", function* (co) {
    let tasks: Task<number>[] = [];
    yield* group(co, function* (g) {
      tasks = [g.createTask(sleep(100, 42))];
      yield* sleep(150);
      tasks.push(g.createTask(sleep(200, 11)));
    });
    expect(tasks.map((task) => task.result())).toEqual([42, 11]);
    expect(getRunningLoop().time()).toBe(350);
  });

  behaviour("a child that somebody cancels is no error: the rest goes on", function* (co) {
    let tasks: Task<number>[] = [];
    yield* group(co, function* (g) {
      tasks = [g.createTask(sleep(1_000, 42))];
      yield* sleep(150);
      tasks[0]!.cancel();
      tasks.push(g.createTask(sleep(200, 11)));
    });
    expect([tasks[0]!.cancelled(), tasks[1]!.result(), getRunningLoop().time()]).toEqual([true, 11, 350]);
  });

  behaviour("a child that fails cancels the others and the body, and what follows is not run", function* (co) {
    const seen: string[] = [];
    const runner = createTask(
      co(function* () {
        yield* group(co, function* (g) {
          for (let i = 0; i < 3; i++) g.createTask(failAfter(co, 100, `${i}`));
          g.createTask(
            co(function* () {
              try {
                yield* sleep(5_000);
              } catch (error) {
                seen.push("child");
                throw error;
              }
            }),
          );
          try {
            yield* sleep(10_000);
          } catch (error) {
            seen.push("body");
            throw error;
          }
        });
        seen.push("never");
      }),
    );
    expect(told(yield* thrownBy(runner))).toBe("[0 1 2]");
    expect([seen.toSorted(), getRunningLoop().time(), runner.cancelling()]).toEqual([["body", "child"], 100, 0]);
  });

  behaviour("a cancel from outside ends all children, and the body where it still runs", function* (co) {
    for (const bodyWaits of [false, true]) {
      let count = 0;
      const counting = function* (by: number): Steps<void> {
        try {
          yield* sleep(5_000);
        } catch (error) {
          count += by;
          throw error;
        }
      };
      const runner = createTask(
        co(() =>
          group(co, function* (g) {
            for (let i = 0; i < 5; i++) g.createTask(co(() => counting(1)));
            if (bodyWaits) yield* counting(10);
          }),
        ),
      );
      yield* sleep(100);
      runner.cancel();
      expect(yield* thrownBy(runner)).toBeInstanceOf(CancelledError);
      expect(count).toBe(bodyWaits ? 15 : 5);
    }
  });

  behaviour("a cancel from outside that finds errors in the clean-up becomes those errors", function* (co) {
    const runner = createTask(
      co(() =>
        group(co, function* (g) {
          for (let i = 0; i < 5; i++) g.createTask(failWhenCancelled(co, new Error("x")));
          yield* sleep(10_000);
        }),
      ),
    );
    yield* sleep(100);
    runner.cancel();
    expect(told(yield* thrownBy(runner))).toBe("[x x x x x]");
  });

  behaviour("a body that fails cancels all children, whether they have begun or not", function* (co) {
    for (const delayMs of [100, 0]) {
      let tasks: Task<void>[] = [];
      const failing = group(co, function* (g) {
        tasks = [g.createTask(sleep(1_000)), g.createTask(sleep(2_000))];
        if (delayMs > 0) yield* sleep(delayMs);
        throw new Error("body");
      });
      let error: unknown;
      try {
        yield* failing;
      } catch (thrown) {
        error = thrown;
      }
      expect(told(error)).toBe("[body]");
      expect(tasks.map((task) => task.cancelled())).toEqual([true, true]);
    }
  });

  behaviour("groups nest, and so do their errors, when the whole is cancelled from outside", function* (co) {
    for (const outerHasTasks of [false, true]) {
      const runner = createTask(
        co(() =>
          group(co, function* (outer) {
            if (outerHasTasks) outer.createTask(sleep(10_000));
            yield* group(co, function* (inner) {
              for (let i = 0; i < 2; i++) inner.createTask(failWhenCancelled(co, new Error("x")));
              yield* sleep(10_000);
            });
          }),
        ),
      );
      yield* sleep(100);
      runner.cancel();
      expect(told(yield* thrownBy(runner))).toBe("[[x x]]");
    }
  });

  behaviour("of two nested groups the outer's failure ends the inner; the inner's is wrapped twice", function* (co) {
    for (const [outerMs, innerMs, expected] of [
      [100, 10_000, "[late]"],
      [10_000, 100, "[[late]]"],
    ] as const) {
      const runner = createTask(
        co(() =>
          group(co, function* (outer) {
            outer.createTask(failAfter(co, outerMs, "late"));
            yield* group(co, function* (inner) {
              inner.createTask(failAfter(co, innerMs, "late"));
              yield* sleep(0);
            });
          }),
        ),
      );
      expect(told(yield* thrownBy(runner))).toBe(expected);
    }
  });

  behaviour("a cancel from outside, then a failure during the body's clean-up: the failure is thrown", function* (co) {
    for (const nested of [false, true]) {
      const inner = co(() =>
        group(co, function* (g) {
          g.createTask(failAfter(co, 300, "crash"));
          try {
            yield* sleep(10_000);
          } catch (error) {
            yield* sleep(500);
            throw error;
          }
        }),
      );
      const runner = createTask(
        nested
          ? co(function* () {
              yield* createTask(inner);
            })
          : inner,
      );
      yield* sleep(100);
      runner.cancel();
      expect(told(yield* thrownBy(runner))).toBe("[crash]");
    }
  });

  behaviour("without children a cancel passes, and another error made of it is wrapped", function* (co) {
    for (const replace of [false, true]) {
      let count = 0;
      const runner = createTask(
        co(() =>
          group(co, function* () {
            try {
              yield* sleep(10_000);
            } catch (error) {
              count += 10;
              throw replace ? new Error("mine") : error;
            }
          }),
        ),
      );
      yield* sleep(100);
      runner.cancel();
      const error = yield* thrownBy(runner);
      expect([told(error), count]).toEqual([
        replace ? "[mine]" : "CancelledError: cancelled".replace("Error: ", ""),
        10,
      ]);
    }
  });

  behaviour("what the body makes of the cancel joins the child's error, of whatever class", function* (co) {
    for (const [child, body] of [
      [new Error("child"), new Error("body")],
      ["child", new Error("body")],
      [new Error("child"), "body"],
    ]) {
      const runner = createTask(
        co(() =>
          group(co, function* (g) {
            g.createTask(
              co(function* () {
                yield* sleep(100);
                throw child as Error;
              }),
            );
            try {
              yield* sleep(10_000);
            } catch {
              throw body as Error;
            }
          }),
        ),
      );
      expect(told(yield* thrownBy(runner))).toBe("[child body]");
    }
  });

  test("a fatal error of the body is thrown as it is", async () => {
    const loop = virtualLoop();
    const fatal = new FatalError("exit");
    loop.setExceptionHandler(() => {});
    const run = loop.runUntilComplete(() =>
      taskGroup(function* (g) {
        g.createTask(function* () {
          yield* sleep(100);
          throw new Error("child");
        });
        try {
          yield* sleep(10_000);
        } catch {
          throw fatal;
        }
      }),
    );
    await expect(run).rejects.toBe(fatal);
    loop.close();
  });

  behaviour("forgets its tasks as they end: a long life does not fill it", function* (co) {
    yield* group(co, function* (g) {
      for (let i = 0; i < 10; i++) {
        yield* sleep(100);
        g.createTask(sleep(300));
      }
      expect(getRunningLoop().allTasks().length).toBeLessThan(6);
      yield* sleep(1_350);
      expect(getRunningLoop().allTasks().length).toBe(1);
    });
    expect(getRunningLoop().time()).toBe(2_350);
  });

  behaviour("its tasks may start further ones, until the last has ended or one fails", function* (co) {
    let count = 0;
    const work = (g: TaskGroup): (() => Steps<void> | Promise<void>) =>
      co(function* () {
        count++;
        yield* sleep(10);
        g.createTask(work(g));
        g.createTask(work(g));
      });
    const runner = co(() =>
      group(co, function* (g) {
        g.createTask(work(g));
        yield* sleep(45);
        throw new Error("enough");
      }),
    );
    expect(told(yield* thrownBy(createTask(runner)))).toBe("[enough]");
    expect(count).toBe(31); // 1 + 2 + 4 + 8 + 16
  });

  behaviour("is left only when the tasks that its tasks have started have ended", function* (co) {
    yield* group(co, function* (g) {
      g.createTask(
        co(function* () {
          yield* sleep(100);
          g.createTask(sleep(100));
          g.createTask(sleep(200));
        }),
      );
      yield* sleep(0);
    });
    expect(getRunningLoop().time()).toBe(300);
  });

  behaviour("names its tasks", function* (co) {
    yield* group(co, function* (g) {
      expect(g.createTask(sleep(0), { name: "yolo" }).name).toBe("yolo");
      yield* sleep(0);
    });
  });

  behaviour("takes no task after a failure, and the refusal is the child's to handle", function* (co) {
    let refused: unknown;
    const runner = co(() =>
      group(co, function* (g) {
        g.createTask(failAfter(co, 1, "first"));
        g.createTask(
          co(function* () {
            try {
              yield* sleep(1_000);
            } catch {
              try {
                g.createTask(sleep(1));
              } catch (error) {
                refused = error;
              }
            }
          }),
        );
        yield* sleep(0);
      }),
    );
    expect(told(yield* thrownBy(createTask(runner)))).toBe("[first]");
    expect(refused).toBeInstanceOf(TaskGroupClosedError);
  });

  behaviour("a body whose clean-up fails while a child has failed throws both", function* (co) {
    const runner = createTask(
      co(function* () {
        try {
          yield* group(co, function* (g) {
            try {
              g.createTask(failAfter(co, 0, "child"));
              yield* sleep(1_000);
            } finally {
              // oxlint-disable-next-line no-unsafe-finally -- that is the point
              throw new Error("clean-up");
            }
          });
        } catch (error) {
          return [told(error), currentTask()!.cancelling()];
        }
        return [];
      }),
    );
    expect(yield* runner).toEqual(["[child clean-up]", 0]);
  });

  test("can't be used before its body runs, or after it", async () => {
    expect(() => new TaskGroup().createTask(sleep(0))).toThrow(TaskGroupClosedError);
    await virtualLoop().runUntilComplete(function* () {
      let left!: TaskGroup;
      yield* taskGroup(function* (g) {
        left = g;
        yield* sleep(0);
      });
      let begun = false;
      const refused = (): void => {
        begun = true;
      };
      expect(() => left.createTask(refused as never)).toThrow(TaskGroupClosedError);
      yield* sleep(1);
      expect(begun).toBe(false);
    });
  });

  behaviour("outside of a task is a named error", function* () {
    const outcome = new Future<unknown>(getRunningLoop());
    getRunningLoop().callSoon(() => {
      taskGroup(() => sleep(0)).then(
        () => outcome.setResult("no error"),
        (error) => outcome.setResult(error),
      );
    });
    expect(yield* outcome).toBeInstanceOf(NoCurrentTaskError);
  });

  behaviour("takes its own cancellation back: afterwards none is open, and none comes", function* (co) {
    const runner = createTask(
      co(function* () {
        try {
          yield* group(co, function* (g) {
            g.createTask(failAfter(co, 0, "x"));
            yield* sleep(0);
          });
        } catch (error) {
          expect(told(error)).toBe("[x]");
        }
        const open = currentTask()!.cancelling();
        yield* sleep(1);
        return open;
      }),
    );
    expect(yield* runner).toBe(0);
  });

  behaviour("two nested groups that are both cancelled take back one request each", function* (co) {
    const runner = createTask(
      co(function* () {
        const seen: unknown[] = [];
        try {
          yield* group(co, function* (outer) {
            try {
              yield* group(co, function* (inner) {
                inner.createTask(failAfter(co, 0, "inner"));
                outer.createTask(failAfter(co, 0, "outer"));
                yield* sleep(0);
              });
            } catch (error) {
              seen.push(told(error));
            }
            seen.push(currentTask()!.cancelling());
          });
        } catch (error) {
          seen.push(told(error));
        }
        return [...seen, currentTask()!.cancelling()];
      }),
    );
    expect(yield* runner).toEqual(["[inner]", 1, "[outer]", 0]);
  });

  behaviour("a failure and a cancel at the same time: the group is thrown, and the cancel comes again", function* (co) {
    const begun = new Future<void>(getRunningLoop());
    const seen: unknown[] = [];
    const inner = createTask(
      co(function* () {
        try {
          yield* group(co, function* (g) {
            g.createTask(
              co(function* () {
                begun.setResult();
                yield* sleep(0);
                throw new Error("x");
              }),
            );
            yield* sleep(1_000);
            seen.push("never");
          });
        } catch (error) {
          seen.push(told(error), currentTask()!.cancelling());
        }
        yield* sleep(1_000);
        seen.push("never");
      }),
    );
    yield* begun;
    inner.cancel();
    expect(yield* thrownBy(inner)).toBeInstanceOf(CancelledError);
    expect([seen, inner.cancelled()]).toEqual([["[x]", 1], true]);
  });

  const failsWhileItIsStarted = function* (co: Make, eagerStart: boolean): Steps<void> {
    let cancelled = false;
    const runner = co(() =>
      group(co, function* (g) {
        g.createTask(
          co(function* () {
            g.createTask(
              // oxlint-disable-next-line require-yield -- it fails at once
              co(function* (): Steps<never> {
                throw new Error("third");
              }),
              { eagerStart },
            );
            try {
              yield* sleep(0);
              yield* sleep(0);
            } catch (error) {
              cancelled = true;
              throw error;
            }
          }),
          { eagerStart },
        );
        yield* sleep(0);
      }),
    );
    expect(told(yield* thrownBy(createTask(runner)))).toBe("[third]");
    expect(cancelled).toBe(true);
  };

  behaviour("a task whose own child fails at once is cancelled", (co) => failsWhileItIsStarted(co, false));

  generatorBehaviour("a task whose own child fails at once is cancelled, even while it starts eagerly", (co) =>
    failsWhileItIsStarted(co, true),
  );

  behaviour("in a group is as good as alone: five by five, four levels deep", function* (co) {
    let count = 0;
    const level = (depth: number): (() => Steps<void> | Promise<void>) =>
      co(function* () {
        count++;
        if (depth === 0) return;
        yield* group(co, function* (g) {
          for (let i = 0; i < 5; i++) g.createTask(level(depth - 1));
          yield* sleep(0);
        });
      });
    yield* createTask(level(3));
    expect(count).toBe(156);
    yield* gather([]);
  });
});
