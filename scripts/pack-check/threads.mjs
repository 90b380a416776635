import assert from "node:assert/strict";
import { run, TimeoutError } from "@heddle/loop-core";
import { LoopThread, toThread } from "@heddle/loop-core/threads";

const work = new URL("./work.mjs", import.meta.url);

const thread = await LoopThread.start(work);
thread.callSoonThreadsafe("say", "hello");
assert.deepEqual(await thread.runCoroutineThreadsafe("heard"), ["hello"]);
await assert.rejects(Promise.resolve(thread.runCoroutineThreadsafe("tooLate")), TimeoutError);
await thread.close();

assert.equal(await run(() => toThread(work, "add", 40, 2)), 42);
