import { describe, expect, test } from "vitest";
import {
  AwaitOutsideTaskError,
  CancelledError,
  Future,
  InvalidStateError,
  isCancelled,
  sleep,
  WrongLoopError,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

describe("Future", () => {
  test("is settled once", () => {
    const future = new Future<number>(virtualLoop());
    expect(() => future.result()).toThrow("result() does not fit a future that is pending");
    future.setResult(1);
    expect([future.result(), future.exception(), future.state]).toEqual([1, null, "result"]);
    expect(() => future.setResult(2)).toThrow(InvalidStateError);
    expect(() => future.setException(new Error("late"))).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
  });

  test("an exception is thrown by result(), and counts as retrieved then", () => {
    const future = new Future<number>(virtualLoop());
    future.setException(new Error("broken"));
    expect(future.unretrieved).toBe(true);
    expect(() => future.result()).toThrow("broken");
    expect(future.unretrieved).toBe(false);
  });

  test("a cancelled one throws CancelledError, with the reason, each time", () => {
    const future = new Future<number>(virtualLoop());
    expect(future.cancel("no need")).toBe(true);
    for (let i = 0; i < 2; i++) expect(() => future.result()).toThrow(new CancelledError("no need"));
    expect(() => future.exception()).toThrow(CancelledError);
    expect(isCancelled(future.makeCancelledError())).toBe(true);
  });

  test("calls its callbacks through the loop, in the order of adding", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    await loop.runUntilComplete(async () => {
      const future = new Future<void>(loop);
      for (const name of ["a", "b", "c"]) future.addDoneCallback(() => seen.push(name));
      future.setResult();
      future.addDoneCallback(() => seen.push("added when done"));
      seen.push("not yet");
      await sleep(0);
    });
    expect(seen).toEqual(["not yet", "a", "b", "c", "added when done"]);
  });

  test("takes back every equal callback that is not scheduled yet, and counts them", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    await loop.runUntilComplete(async () => {
      const future = new Future<void>(loop);
      const unwanted = (): unknown => seen.push("unwanted");
      future.addDoneCallback(unwanted);
      future.addDoneCallback(() => seen.push("wanted"));
      future.addDoneCallback(unwanted);
      expect(future.removeDoneCallback(unwanted)).toBe(2);
      expect(future.removeDoneCallback(unwanted)).toBe(0);
      future.setResult();
      await sleep(0);
    });
    expect(seen).toEqual(["wanted"]);
  });

  test("awaiting one that is done takes no turn; one that is not, one for each waiter", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      const done = new Future<number>(loop);
      done.setResult(1);
      const before = loop.turns;
      expect([await done, loop.turns - before]).toEqual([1, 0]);
      const pending = new Future<number>(loop);
      loop.callSoon(() => pending.setResult(2));
      expect([await pending, loop.turns - before]).toEqual([2, 2]);
    });
  });

  test("of another loop can't be awaited here", async () => {
    const foreign = new Future<void>(virtualLoop());
    await virtualLoop().runUntilComplete(async () => {
      await expect(async () => await foreign).rejects.toThrow(WrongLoopError);
    });
  });
});

describe("a future that is awaited by code that belongs to no task", () => {
  test("is an error by default", async () => {
    const loop = virtualLoop();
    const future = new Future<void>(loop);
    let outcome: unknown;
    loop.callSoon(() => {
      void (async () => await future)().catch((error: unknown) => (outcome = error));
    });
    loop.callLater(1, () => loop.stop());
    await loop.runForever();
    expect(outcome).toBeInstanceOf(AwaitOutsideTaskError);
  });

  test("is adopted where the loop says so: it settles in one callback of the loop", async () => {
    const loop = virtualLoop({ awaitOutsideTask: "adopt" });
    const seen: unknown[] = [];
    loop.callSoon(() => {
      const future = new Future<string>(loop);
      void (async () => {
        seen.push(loop.turns, await future, loop.turns);
        await sleep(0);
        seen.push(loop.turns);
        await sleep(5);
        seen.push(loop.time());
      })();
      loop.callSoon(() => future.setResult("result"));
    });
    loop.callLater(10, () => loop.stop());
    await loop.runForever();
    expect(seen).toEqual([1, "result", 3, 4, 5]);
  });
});
