import { expect, test } from "vitest";
import { createTask, type ExceptionContext, getRunningLoop, run, sleep } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

async function* ticking(ended: string[], name: string, error?: Error): AsyncGenerator<number, void> {
  try {
    for (let n = 0; ; n++) yield n;
  } finally {
    await sleep(1);
    ended.push(name);
    // oxlint-disable-next-line no-unsafe-finally -- that is what is tested
    if (error !== undefined) throw error;
  }
}

test("a generator whose finally throws is reported, and the others are closed all the same", async () => {
  const loop = virtualLoop();
  const told: ExceptionContext[] = [];
  loop.setExceptionHandler((context) => told.push(context));
  const ended: string[] = [];
  const errors = [undefined, new Error("broken"), new RangeError("also broken"), undefined];
  await loop.runUntilComplete(async () => {
    for (const [index, error] of errors.entries()) {
      await loop.registerAsyncgen(ticking(ended, `generator ${index}`, error)).next();
    }
  });
  await loop.runUntilComplete(loop.shutdownAsyncgens());
  expect(ended).toEqual(["generator 0", "generator 1", "generator 2", "generator 3"]);
  expect(told.map(({ message, error }) => [message, error])).toEqual(
    errors.filter(Boolean).map((error) => ["An error occurred while an async generator was closed", error]),
  );
  loop.close();
  expect(told.length).toBe(2); // looked at, and so not reported twice
});

test("run() closes them after its tasks, and gives its result although one of them fails", async () => {
  const ended: string[] = [];
  const told: unknown[] = [];
  const result = await run(
    async () => {
      const loop = getRunningLoop();
      loop.setExceptionHandler(({ error }) => told.push(error));
      await loop.registerAsyncgen(ticking(ended, "generator", new Error("broken"))).next();
      createTask(async () => {
        try {
          await sleep(100);
        } finally {
          ended.push("task");
        }
      });
      await sleep(0);
      return "result";
    },
    { loopFactory: () => virtualLoop() },
  );
  expect([result, ended, told]).toEqual(["result", ["task", "generator"], [new Error("broken")]]);
});
