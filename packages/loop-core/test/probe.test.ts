import { describe, expect, test } from "vitest";
import { createTask, type Handle, Lock, type Probe, sleep, type Task } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

describe("a probe is told", () => {
  test("of tasks, callbacks, steps and results, in the order in which they happen", async () => {
    const told: string[] = [];
    const names = new Map<Handle, string>();
    const nameOf = (handle: Handle): string => names.get(handle) ?? "?";
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
});
