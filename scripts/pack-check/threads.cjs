const assert = require("node:assert/strict");
const { join } = require("node:path");
const { run, TimeoutError } = require("@heddle/loop-core");
const { LoopThread, toThread } = require("@heddle/loop-core/threads");

const work = join(__dirname, "work.cjs");

async function main() {
  const thread = await LoopThread.start(work);
  thread.callSoonThreadsafe("say", "hello");
  assert.deepEqual(await thread.runCoroutineThreadsafe("heard"), ["hello"]);
  await assert.rejects(Promise.resolve(thread.runCoroutineThreadsafe("tooLate")), TimeoutError);
  await thread.close();

  assert.equal(await run(() => toThread(work, "add", 40, 2)), 42);
}

void main();
