import { describe, expect, test } from "vitest";
import { ContextVar, createTask, Future, getRunningLoop, NoRunningLoopError, sleep } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

describe("ContextVar", () => {
  test("a change stays in the task that made it; tasks and callbacks copy their creator's", async () => {
    const user = new ContextVar("user", "nobody");
    const seen: string[] = [];
    await virtualLoop().runUntilComplete(async () => {
      user.set("alice");
      getRunningLoop().callSoon(() => seen.push(`callback ${user.get()}`));
      const task = createTask(async () => {
        seen.push(`task ${user.get()}`);
        user.set("bob");
        await sleep(1);
        seen.push(`task ${user.get()}`);
      });
      user.set("carol");
      await task;
      seen.push(`main ${user.get()}`);
    });
    expect(seen).toEqual(["callback alice", "task alice", "task bob", "main carol"]);
  });

  test("a done callback sees what was set when it was added", async () => {
    const user = new ContextVar("user", "nobody");
    const seen: string[] = [];
    await virtualLoop().runUntilComplete(async () => {
      const future = new Future<void>(getRunningLoop());
      for (const name of ["a", "b"]) {
        user.set(name);
        future.addDoneCallback(() => seen.push(user.get()));
      }
      user.set("c");
      future.setResult();
      await sleep(0);
    });
    expect(seen).toEqual(["a", "b"]);
  });

  test("has its default outside of any loop, where it can't be set", () => {
    const user = new ContextVar("user", "nobody");
    expect(user.get()).toBe("nobody");
    expect(() => user.set("alice")).toThrow(NoRunningLoopError);
  });
});
