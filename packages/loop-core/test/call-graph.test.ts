import { expect, test } from "vitest";
import { createTask, DeadlockError, gather, Lock, sleep, taskTable, taskTree } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

test("the tree of tasks has below each task what it waits for, through combinators", async () => {
  const loop = virtualLoop();
  await loop.runUntilComplete(async () => {
    const child = createTask(() => sleep(10), { name: "child" });
    createTask(async () => await gather([child]), { name: "parent" });
    await sleep(1);
    const lines = taskTree(loop).split("\n");
    const at = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(at("parent")).toBeGreaterThanOrEqual(0);
    expect(at("child")).toBeGreaterThan(at("parent"));
    expect(lines[at("child")]?.search(/\S/)).toBeGreaterThan(lines[at("parent")]?.search(/\S/) ?? 0);
  });
});

test("the table of tasks says what each waits for, and who waits for it", async () => {
  const loop = virtualLoop();
  await loop.runUntilComplete(async () => {
    const child = createTask(() => sleep(10), { name: "child" });
    createTask(async () => await child, { name: "parent" });
    await sleep(1);
    const row = (name: string): unknown => taskTable(loop).find((one) => one.name === name);
    expect(row("child")).toEqual({ name: "child", waitsFor: "sleep", awaitedBy: ["parent"] });
    expect(row("parent")).toEqual({ name: "parent", waitsFor: 'task "child"', awaitedBy: [] });
  });
});

test("a deadlock on locks names each lock and who holds it", async () => {
  const loop = virtualLoop();
  const error: unknown = await loop
    .runUntilComplete(async () => {
      const [a, b] = [new Lock({ name: "a" }), new Lock({ name: "b" })];
      const takes = (first: Lock, second: Lock) => async () => {
        await first.acquire();
        await sleep(1);
        await second.acquire();
      };
      const tasks = [createTask(takes(a, b), { name: "writer" }), createTask(takes(b, a), { name: "reader" })];
      for (const task of tasks) await task;
    })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeadlockError);
  const waiting = Object.fromEntries((error as DeadlockError).tasks.map(({ name, waitsFor }) => [name, waitsFor]));
  expect(waiting).toMatchObject({ writer: 'lock "b" (held by "reader")', reader: 'lock "a" (held by "writer")' });
});
