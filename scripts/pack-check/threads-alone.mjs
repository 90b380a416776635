import assert from "node:assert/strict";
import { run } from "@heddle/loop-core";
import { LoopThread, MissingPoolError, toThread } from "@heddle/loop-core/threads";

// "piscina" is not installed. A loop in a thread does without it, and a pool says what is missing.

const work = new URL("./work.mjs", import.meta.url);

const thread = await LoopThread.start(work);
assert.equal(await thread.runCoroutineThreadsafe("add", 40, 2), 42);
await thread.close();

await assert.rejects(
  run(() => toThread(work, "add", 40, 2)),
  (error) => error instanceof MissingPoolError && /npm install piscina/.test(error.message),
);
