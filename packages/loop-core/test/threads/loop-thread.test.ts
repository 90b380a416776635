import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CancelledError, InvalidStateError, TimeoutError } from "../../src/index.ts";
import { LoopThread, NotCloneableError, ThreadStartError, UnknownExportError } from "../../src/threads/index.ts";
import type * as Fixture from "./fixtures/work.ts";
import { PaymentError } from "./fixtures/work.ts";

type Work = typeof Fixture;

const work = new URL("./fixtures/work.ts", import.meta.url);
const unhandled: { message: string; error: unknown }[] = [];
let thread: LoopThread<Work>;

beforeAll(async () => {
  thread = await LoopThread.start<Work>(work, {
    errors: [PaymentError],
    onException: (context) => unhandled.push(context),
  });
});

afterAll(() => thread.close());

/** A gate that holds up the thread: what is sent meanwhile waits. */
function heldUp(): { letGo: () => void; cancel: () => boolean } {
  const gate = new SharedArrayBuffer(8);
  const cells = new Int32Array(gate);
  const handle = thread.callSoonThreadsafe("holdUp", gate);
  Atomics.wait(cells, 0, 0);
  return {
    letGo: () => {
      Atomics.store(cells, 1, 1);
      Atomics.notify(cells, 1);
    },
    cancel: () => handle.cancel(),
  };
}

const recorded = (): PromiseLike<unknown[]> => thread.runCoroutineThreadsafe("recorded");

describe("callSoonThreadsafe", () => {
  test("makes the calls in the other thread, in order", async () => {
    for (const number of [1, 2, 3]) thread.callSoonThreadsafe("record", number);
    expect(await recorded()).toEqual([1, 2, 3]);
  });

  test("a cancel that wins: the call is never made", async () => {
    const { letGo } = heldUp();
    const [first] = [1, 2, 3].map((number) => thread.callSoonThreadsafe("record", number));
    expect([first!.cancel(), first!.cancelled, first!.begun]).toEqual([true, true, false]);
    letGo();
    expect(await recorded()).toEqual([2, 3]);
    expect([first!.cancel(), first!.cancelled]).toEqual([true, true]);
  });

  test("a cancel that loses says so: the call was made", async () => {
    const [first] = [1, 2, 3].map((number) => thread.callSoonThreadsafe("record", number));
    expect(await recorded()).toEqual([1, 2, 3]);
    expect([first!.cancel(), first!.cancelled, first!.begun]).toEqual([false, false, true]);
  });

  test("a cancel in the middle of the call has lost", () => {
    const { letGo, cancel } = heldUp();
    expect(cancel()).toBe(false);
    letGo();
  });

  test("what the function throws is reported, and the loop goes on", async () => {
    thread.callSoonThreadsafe("failAtOnce");
    expect(await thread.runCoroutineThreadsafe("add", 1, 2)).toBe(3);
    expect(unhandled.splice(0)).toEqual([{ message: "Exception in callback", error: new TypeError("in a callback") }]);
  });

  test("what an async function rejects with is reported, and the thread lives on", async () => {
    thread.callSoonThreadsafe("failLater");
    expect(await thread.runCoroutineThreadsafe("add", 1, 2)).toBe(3);
    const error = new TypeError("in an async callback");
    expect(unhandled.splice(0)).toEqual([{ message: "Exception in callback", error }]);
  });
});

describe("runCoroutineThreadsafe", () => {
  test("runs a plain function, too", async () => {
    expect(await thread.runCoroutineThreadsafe("length", "four")).toBe(4);
    expect(await thread.runCoroutineThreadsafe("record", 1)).toBeUndefined();
    expect(await recorded()).toEqual([1]);
  });

  test("gives the result of an async function, and of a generator function", async () => {
    const sum = thread.runCoroutineThreadsafe("add", 1, 2);
    const product = thread.runCoroutineThreadsafe("double", 21);
    expect(() => sum.result()).toThrow(InvalidStateError);
    expect([await sum, await product, sum.result(), sum.exception()]).toEqual([3, 42, 3, null]);
  });

  test("calls callbacks when it is done", async () => {
    const sum = thread.runCoroutineThreadsafe("add", 1, 2);
    const results: number[] = [];
    sum.addDoneCallback((future) => results.push(future.result()));
    await sum;
    sum.addDoneCallback((future) => results.push(future.result() + 1));
    expect(results).toEqual([3, 4]);
  });

  test("waits for a result no longer than asked to; the task goes on until it is cancelled", async () => {
    const future = thread.runCoroutineThreadsafe("waitForever", "a");
    await thread.runCoroutineThreadsafe("add", 1, 2);
    await expect(future.resultWithin(1)).rejects.toThrow(TimeoutError);
    expect([future.done(), future.cancel()]).toEqual([false, true]);
    expect(await recorded()).toEqual(["a begins", "a cleans up"]);
    expect(await thread.runCoroutineThreadsafe("add", 1, 2).resultWithin(60_000)).toBe(3);
  });

  test("a cancel reaches a task that waits", async () => {
    const future = thread.runCoroutineThreadsafe("waitForever", "a");
    await thread.runCoroutineThreadsafe("add", 1, 2);
    expect([future.cancel(), future.cancelled(), future.done()]).toEqual([true, true, true]);
    await expect(Promise.resolve(future)).rejects.toThrow(CancelledError);
    expect(await recorded()).toEqual(["a begins", "a cleans up"]);
  });

  test("a cancel before the thread has taken the coroutine keeps it from starting", async () => {
    const { letGo } = heldUp();
    const future = thread.runCoroutineThreadsafe("waitForever", "a");
    expect(future.cancel()).toBe(true);
    letGo();
    expect(await recorded()).toEqual([]);
  });

  test("a cancel after the task is done has lost, though the result is still on its way", async () => {
    const sum = thread.runCoroutineThreadsafe("add", 1, 2);
    const deadlineMs = performance.now() + 5_000;
    while (!sum.running() && performance.now() < deadlineMs); // this thread reads no message meanwhile
    expect([sum.cancel(), sum.done(), sum.cancelled()]).toEqual([false, false, false]);
    expect([await sum, sum.running(), sum.cancel()]).toEqual([3, false, false]);
  });

  test("a task that is cancelled in its own thread cancels the future", async () => {
    for (const name of ["cancelItself", "throwCancelled"] as const) {
      const future = thread.runCoroutineThreadsafe(name);
      await expect(Promise.resolve(future)).rejects.toThrow(CancelledError);
      expect([future.cancelled(), future.cancel()]).toEqual([true, true]);
    }
  });
});

describe("an exception from the other thread", () => {
  const failure = async (how: Parameters<Work["fail"]>[0]): Promise<unknown> => {
    const future = thread.runCoroutineThreadsafe("fail", how);
    await Promise.resolve(future).catch(() => {});
    return future.exception();
  };

  test("has its class, fields and cause, if its class is listed", async () => {
    const error = (await failure("payment")) as PaymentError;
    expect(error).toBeInstanceOf(PaymentError);
    expect(Object.entries(error)).toEqual([["amount", 7]]); // a function can't be copied
    expect([error.message, error.cause]).toEqual(["cannot pay 7", new RangeError("too much")]);
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.stack).toContain("fixtures/work.ts");
  });

  test("has its name and fields, if its class is unknown here", async () => {
    await using other = await LoopThread.start<Work>(work);
    const error: unknown = await Promise.resolve(other.runCoroutineThreadsafe("fail", "payment")).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({ name: "PaymentError", message: "cannot pay 7", amount: 7 });
  });

  test("has its class, if that is the loop's or JavaScript's", async () => {
    expect(await failure("timeout")).toBeInstanceOf(TimeoutError);
    expect(await failure("timeout")).toMatchObject({ deadlineMs: 5 });
    const group = (await failure("group")) as AggregateError;
    expect(group).toBeInstanceOf(AggregateError);
    expect(group.errors.map((error: Error) => error.constructor)).toEqual([TypeError, PaymentError]);
  });

  test("has the nearest class that is known, and its own name", async () => {
    const error = await failure("declined");
    expect(error).toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({ name: "DeclinedError", amount: 8 });
  });

  test("keeps the classes of errors in its fields", async () => {
    const { refusal, tried } = (await failure("nested")) as { refusal: Error; tried: Error[] };
    expect([refusal.constructor, ...tried.map((error) => error.constructor)]).toEqual([PaymentError, TypeError]);
  });

  test("may be the host's", async () => {
    expect(await failure("abort")).toBeInstanceOf(DOMException);
    expect(await failure("abort")).toMatchObject({ name: "AbortError", message: "stopped" });
  });

  test("arrives whatever it is made of", async () => {
    expect(await failure("parts that cannot be copied")).toMatchObject({
      name: "Error",
      message: "[Function: message]",
    });
    expect(await failure("object with a function")).toMatch("retry: [Function: retry]");
    expect(await failure("group of anything")).toMatchObject({ errors: ["[Function (anonymous)]", 1] });
  });

  test("may be no error at all, or its own cause", async () => {
    expect(await failure("text")).toBe("a text");
    expect(await failure("circle")).toEqual(new Error("in a circle"));
  });
});

describe("a mistake is answered at once", () => {
  test("by the functions that there are, for an unknown name", () => {
    const untyped = thread as unknown as LoopThread;
    expect(() => untyped.callSoonThreadsafe("recrod", 1)).toThrow(UnknownExportError);
    expect(() => untyped.runCoroutineThreadsafe("notAFunction")).toThrow(
      /"notAFunction" in .*work\.ts: it exports .*add/,
    );
  });

  test("by which argument cannot be copied, and nothing is sent", async () => {
    expect(() => thread.callSoonThreadsafe("record", () => {})).toThrow(NotCloneableError);
    const add = (): unknown => thread.runCoroutineThreadsafe("add", 1, Symbol("two") as never);
    expect(add).toThrow(expect.objectContaining({ what: 'Argument 2 of "add"' }));
    expect(await recorded()).toEqual([]);
  });

  test("by the future, for a result that cannot be copied", async () => {
    const future = thread.runCoroutineThreadsafe("makeFunction");
    await expect(Promise.resolve(future)).rejects.toThrow(NotCloneableError);
    expect(future.exception()).toMatchObject({ what: 'The result of "makeFunction"' });
  });

  test("by why the thread did not start", async () => {
    const broken = LoopThread.start(new URL("./fixtures/broken.ts", import.meta.url));
    await expect(broken).rejects.toThrow(ThreadStartError);
    await expect(broken).rejects.toMatchObject({ cause: new RangeError("broken while it is loaded") });
    await expect(LoopThread.start("./work.ts")).rejects.toThrow("Relative to what?");
  });
});
