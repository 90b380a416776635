import { describe, expect, test } from "vitest";
import { CancelledError, ConcurrentFuture, ExceptionGroup, InvalidStateError, TimeoutError } from "../../src/index.ts";

describe("ConcurrentFuture", () => {
  test("has no result before it is done, then one for good", async () => {
    const future = new ConcurrentFuture<number>();
    expect(() => future.result()).toThrow(InvalidStateError);
    expect(() => future.exception()).toThrow(InvalidStateError);
    expect([future.setRunningOrNotifyCancel(), future.running(), future.done()]).toEqual([true, true, false]);
    future.setResult(1);
    expect([future.running(), future.done(), future.result(), future.exception(), await future]).toEqual([
      false,
      true,
      1,
      null,
      1,
    ]);
    expect(() => future.setResult(2)).toThrow(InvalidStateError);
    expect(() => future.setException(new Error("late"))).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
  });

  test("is cancelled for good, unless the work runs already", () => {
    const future = new ConcurrentFuture<number>();
    expect([future.cancel(), future.cancel(), future.cancelled()]).toEqual([true, true, true]);
    expect(future.setRunningOrNotifyCancel()).toBe(false);
    expect(() => future.exception()).toThrow(CancelledError);
    const running = new ConcurrentFuture<number>();
    running.setRunningOrNotifyCancel();
    expect(running.cancel()).toBe(false);
    expect(() => running.setRunningOrNotifyCancel()).toThrow(InvalidStateError);
  });

  test("resultWithin() gives the result, the exception, or a TimeoutError after which the work goes on", async () => {
    const future = new ConcurrentFuture<number>();
    await expect(future.resultWithin(0)).rejects.toThrow(TimeoutError);
    const inTime = future.resultWithin(60_000);
    future.setResult(1);
    expect([await inTime, await future.resultWithin(0)]).toEqual([1, 1]);
    const failed = new ConcurrentFuture<number>();
    failed.setException(new RangeError("broken"));
    await expect(failed.resultWithin(0)).rejects.toThrow("broken");
  });

  test("resultWithin() can wait for ever", async () => {
    const future = new ConcurrentFuture<number>();
    const result = future.resultWithin(Infinity);
    setTimeout(() => future.setResult(1), 2); // Node would take an endless timer for one of 1 ms
    expect(await result).toBe(1);
  });

  test("calls every callback, and what one throws comes out of the call that settles it", () => {
    const seen: string[] = [];
    const fail = (name: string) => () => {
      seen.push(name);
      throw new Error(name);
    };
    const one = new ConcurrentFuture<number>();
    one.addDoneCallback(fail("a"));
    one.addDoneCallback(() => seen.push("b"));
    expect(() => one.setResult(1)).toThrow("a");
    const both = new ConcurrentFuture<number>();
    both.addDoneCallback(fail("c"));
    both.addDoneCallback(fail("d"));
    expect(() => both.cancel()).toThrow(ExceptionGroup);
    expect([seen, one.result(), both.cancelled()]).toEqual([["a", "b", "c", "d"], 1, true]);
  });
});
