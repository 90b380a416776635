import { describe, expect, test } from "vitest";
import { afterMicrotasks, createTask, currentTask, EagerStartError, macrotaskHop, sleep } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

describe("an eager task", () => {
  test("of a generator takes its first step inside createTask", async () => {
    await virtualLoop().runUntilComplete(function* () {
      const seen: unknown[] = [];
      const task = createTask(
        function* () {
          seen.push(currentTask()?.name);
          yield* sleep(1);
          return 7;
        },
        { name: "child", eagerStart: true },
      );
      seen.push(currentTask()?.name);
      expect(seen).toEqual(["child", "Task-1"]);
      expect(yield* task).toBe(7);
    });
  });

  test("of an async function does so between the microtasks of its creator", async () => {
    await virtualLoop().runUntilComplete(async () => {
      const seen: unknown[] = [];
      const work = async (): Promise<void> => {
        seen.push(currentTask()?.name);
        await Promise.resolve();
        seen.push("after a microtask");
        await sleep(1);
      };
      const box = await afterMicrotasks(() => createTask(work, { name: "child", eagerStart: true }));
      seen.push(currentTask()?.name);
      expect(seen).toEqual(["child", "after a microtask", "Task-1"]);
      expect(box.value.waitsFor).toBe("sleep");
      await box.value;
    });
  });

  test("of an async function that is done at once is done when createTask returns", async () => {
    await virtualLoop().runUntilComplete(async () => {
      const { value } = await afterMicrotasks(() => createTask(async () => 7, { eagerStart: true }));
      expect([value.done(), value.result()]).toEqual([true, 7]);
    });
  });

  test("of an async function is refused by name inside an async function, and without a synchronous drain", async () => {
    await virtualLoop().runUntilComplete(async () => {
      await sleep(0);
      expect(() => createTask(async () => await sleep(1), { eagerStart: true })).toThrow(EagerStartError);
    });
    await virtualLoop({ drain: macrotaskHop }).runUntilComplete(function* () {
      expect(() => createTask(async () => await sleep(1), { eagerStart: true })).toThrow(EagerStartError);
      yield* sleep(5);
    });
  });
});
