import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { LoopThread, ThreadClosedError, ThreadDiedError } from "../../src/threads/index.ts";
import type * as Fixture from "./fixtures/work.ts";

type Work = typeof Fixture;

const work = new URL("./fixtures/work.ts", import.meta.url);

describe.concurrent("the end of a thread", () => {
  test("close() cancels its tasks, lets them clean up, and nothing is taken any more", async () => {
    const other = await LoopThread.start<Work>(work, { name: "other" });
    const future = other.runCoroutineThreadsafe("waitForever", "a");
    await other.runCoroutineThreadsafe("add", 1, 2);
    const closed = other.close();
    expect(other.isRunning()).toBe(false);
    expect(() => other.callSoonThreadsafe("record", 1)).toThrow(ThreadClosedError);
    expect(() => other.callSoonThreadsafe("record", 1)).toThrow('the thread "other" runs no more');
    await closed;
    expect(future.cancelled()).toBe(true);
    await other.close();
  });

  test("close() comes after the calls that were asked for before", async () => {
    const other = await LoopThread.start<Work>(work);
    await other.runCoroutineThreadsafe("add", 1, 2);
    const handle = other.callSoonThreadsafe("record", 1);
    const late = other.runCoroutineThreadsafe("waitForever", "a");
    await other.close();
    expect([handle.begun, late.cancelled()]).toEqual([true, true]);
  });

  test("what fails as it is cancelled is heard: once, by its future if it has one", async () => {
    const told: unknown[] = [];
    const other = await LoopThread.start<Work>(work, { onException: ({ error }) => told.push(error) });
    const future = other.runCoroutineThreadsafe("failInCleanUp");
    await other.runCoroutineThreadsafe("leaveBehind");
    await other.close();
    expect(future.exception()).toMatchObject({ message: "cannot clean up", cause: { name: "CancelledError" } });
    expect(told).toMatchObject([{ message: "cannot clean up" }]);
  });

  test("a callback of a future that throws keeps no other from being called, and nobody waiting", async () => {
    const told: unknown[] = [];
    const other = await LoopThread.start<Work>(work, { onException: (exception) => told.push(exception) });
    const futures = ["a", "b"].map((name) => other.runCoroutineThreadsafe("waitForever", name));
    const error = new Error("in a callback");
    futures[0]!.addDoneCallback(() => {
      throw error;
    });
    await other.terminate();
    expect(futures.map((future) => future.exception())).toMatchObject([
      { name: "ThreadDiedError" },
      { name: "ThreadDiedError" },
    ]);
    expect(told).toEqual([{ message: "Exception in a done callback", error }]);
  });

  test("a task factory that throws is the exception of the future", async () => {
    const told: unknown[] = [];
    await using other = await LoopThread.start<Work>(work, { onException: ({ error }) => told.push(error) });
    other.callSoonThreadsafe("breakTaskFactory");
    const future = other.runCoroutineThreadsafe("add", 1, 2);
    await expect(Promise.resolve(future)).rejects.toThrow("no more tasks");
    await other.close();
    expect(told).toEqual([new RangeError("no more tasks")]);
  });

  test("its own loop.stop() is an end in order", async () => {
    const other = await LoopThread.start<Work>(work);
    const future = other.runCoroutineThreadsafe("waitForever", "a");
    const taken = new Promise<boolean>((resolve) => {
      future.addDoneCallback(() => resolve(other.isRunning()));
    });
    other.callSoonThreadsafe("stopLoop");
    expect([await taken, future.cancelled()]).toEqual([false, true]);
    await other.close();
  });

  test("a thread that dies takes its futures with it", async () => {
    const other = await LoopThread.start<Work>(work, { name: "other" });
    const future = other.runCoroutineThreadsafe("waitForever", "a");
    const call = other.callSoonThreadsafe("giveUp");
    const late = other.callSoonThreadsafe("record", 1);
    await expect(Promise.resolve(future)).rejects.toThrow(ThreadDiedError);
    expect(future.exception()).toMatchObject({ thread: "other", exitCode: 3 });
    expect(future.exception()).not.toHaveProperty("cause");
    expect([future.cancel(), call.cancel(), late.cancel()]).toEqual([false, false, true]);
    expect(() => other.callSoonThreadsafe("record", 1)).toThrow(ThreadClosedError);
    await other.close();
  });

  test("what killed it is the cause", async () => {
    const other = await LoopThread.start<Work>(work);
    const future = other.runCoroutineThreadsafe("waitForever", "a");
    other.callSoonThreadsafe("rejectUnhandled");
    await expect(Promise.resolve(future)).rejects.toMatchObject({ cause: new RangeError("nobody handles it") });
  });

  test("a thread that dies while nobody waits for it is told of", async () => {
    let tell = (_error: unknown): void => {};
    const told = new Promise((resolve) => (tell = resolve));
    const other = await LoopThread.start<Work>(work, { onException: ({ error }) => tell(error) });
    other.callSoonThreadsafe("rejectUnhandled");
    expect(await told).toMatchObject({
      name: "ThreadDiedError",
      exitCode: 1,
      cause: new RangeError("nobody handles it"),
    });
    expect(other.isRunning()).toBe(false);
  });

  test("terminate() ends even an endless loop", async () => {
    const other = await LoopThread.start<Work>(work);
    const future = other.runCoroutineThreadsafe("waitForever", "a");
    other.callSoonThreadsafe("spin");
    await other.terminate();
    expect(future.exception()).toBeInstanceOf(ThreadDiedError);
  });

  test.each([
    ["a process does not wait for a daemon", "daemon.ts", "the program ends\n"],
    ["a process that closes a daemon waits for its end", "closed-daemon.ts", "the thread has ended\n"],
  ])("%s", async (_sentence, file, printed) => {
    const program = `${import.meta.dirname}/fixtures/${file}`;
    const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, program]);
    expect(stdout).toBe(printed);
  });

  test("a CommonJS module will do, and a path", async () => {
    await using other = await LoopThread.start(`${import.meta.dirname}/fixtures/plain.cjs`);
    expect(await other.runCoroutineThreadsafe("greet", "Ada")).toBe("hello Ada");
  });
});
