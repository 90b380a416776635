import { expect, test } from "vitest";
import { createTask, currentTask, EventLoop, gather, run, sleep, type Yieldable } from "../src/index.ts";

const hostTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("on the host's time a task goes on after a promise that is not the loop's", async () => {
  const names = await run(async () => {
    const work = async (): Promise<string | undefined> => {
      await sleep(0);
      await hostTurn();
      const child = createTask(async () => await sleep(0, "child"));
      await hostTurn();
      await sleep(0);
      return `${currentTask()?.name} ${await child}`;
    };
    return await gather([createTask(work, { name: "a" }), createTask(work, { name: "b" })]);
  });
  expect(names).toEqual(["a child", "b child"]);
});

test("so does a generator task that yields such a promise", async () => {
  const wait: Yieldable = { then: (resolve, reject) => hostTurn().then(resolve, reject) };
  const name = await run(() =>
    createTask(
      function* () {
        yield* sleep(0);
        yield wait;
        yield* sleep(0);
        return currentTask()?.name;
      },
      { name: "g" },
    ),
  );
  expect(name).toBe("g");
});

test("its code does not lend its identity to the callbacks of the loop that it wakes", async () => {
  const loop = new EventLoop();
  const seen: unknown[] = [];
  await loop.runUntilComplete(async () => {
    await hostTurn();
    loop.callSoon(() => seen.push(currentTask()));
    await sleep(0);
    await sleep(0);
  });
  expect(seen).toEqual([null]);
});
