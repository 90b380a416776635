import { describe, expect, test } from "vitest";
import {
  CancelledError,
  Future,
  getRunningLoop,
  InvalidStateError,
  NoRunningLoopError,
  sleep,
} from "@heddle/loop-core";
import { behaviour, thrownBy, virtualLoop } from "./behaviour.ts";

describe("Future", () => {
  test("is told from everything else by its class", () => {
    const future = new Future<void>(virtualLoop());
    expect([future, Future, 1, {}, Promise.resolve()].map((given) => given instanceof Future)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test("is pending, and cancelled when it was cancelled, with the reason", () => {
    const future = new Future<void>(virtualLoop());
    expect([future.done(), future.cancelled(), future.state]).toEqual([false, false, "pending"]);
    expect(future.cancel("my message")).toBe(true);
    expect([future.done(), future.cancelled(), future.cancel()]).toEqual([true, true, false]);
    for (const ask of [() => future.result(), () => future.exception()]) {
      expect(ask).toThrow(new CancelledError("my message"));
    }
    expect(() => future.setResult()).toThrow(InvalidStateError);
    expect(() => future.setException(new Error("late"))).toThrow(InvalidStateError);
  });

  test("with a result: asked for too early, set twice, cancelled too late", () => {
    const future = new Future<number>(virtualLoop());
    expect(() => future.result()).toThrow(InvalidStateError);
    future.setResult(42);
    expect([future.done(), future.cancelled(), future.result(), future.exception()]).toEqual([true, false, 42, null]);
    expect(() => future.setResult(43)).toThrow(InvalidStateError);
    expect(() => future.setException(new Error("late"))).toThrow(InvalidStateError);
    expect([future.cancel(), future.result()]).toEqual([false, 42]);
  });

  test("with an exception: asked for too early, set twice, the same each time", () => {
    const error = new Error("broken");
    const future = new Future<number>(virtualLoop());
    expect(() => future.exception()).toThrow(InvalidStateError);
    future.setException(error);
    expect([future.done(), future.exception()]).toEqual([true, error]);
    for (let i = 0; i < 2; i++) expect(() => future.result()).toThrow(error);
    expect(() => future.setResult(1)).toThrow(InvalidStateError);
  });

  test("that is told no loop needs one that runs", () => {
    expect(() => new Future()).toThrow(NoRunningLoopError);
    expect(new Future(virtualLoop()).state).toBe("pending");
  });

  behaviour("that is told no loop belongs to the running one", function* () {
    const future = new Future<number>();
    expect(future.loop === getRunningLoop()).toBe(true);
    getRunningLoop().callSoon(() => future.setResult(42));
    expect(yield* future).toBe(42);
  });

  behaviour("belongs to the loop that made it", function* () {
    expect(getRunningLoop().createFuture().loop).toBe(getRunningLoop());
    yield* sleep(0);
  });

  test("iterated by hand yields itself once, and not at all when it is done", () => {
    const future = new Future<number>(virtualLoop());
    const seen: unknown[] = [];
    const body = (function* () {
      seen.push(yield* future);
      seen.push(yield* future);
    })();
    expect(body.next().value).toBe(future);
    future.setResult(42);
    expect([body.next().done, seen]).toEqual([true, [42, 42]]);
  });

  for (const settle of ["result", "exception", "cancel"] as const) {
    behaviour(`calls each callback once, with itself, in the order of adding (${settle})`, function* () {
      const future = new Future<number>(getRunningLoop());
      const seen: unknown[] = [];
      future.addDoneCallback((given) => seen.push("a", given === future));
      future.addDoneCallback((given) => seen.push("b", given === future));
      yield* sleep(1);
      expect(seen).toEqual([]);
      if (settle === "result") future.setResult(1);
      else if (settle === "exception") future.setException(new Error("broken"));
      else future.cancel();
      expect(seen).toEqual([]);
      yield* sleep(0);
      expect(seen).toEqual(["a", true, "b", true]);
      if (settle === "exception") expect(yield* thrownBy(future)).toEqual(new Error("broken"));
    });
  }

  for (const [removed, left] of [
    [["a"], ["b", "c"]],
    [["a", "b"], ["c"]],
    [["c"], ["a", "b"]],
    [["b", "a", "c"], []],
  ]) {
    behaviour(`takes callbacks back, wherever they stand, once and for all (${removed!.join()})`, function* () {
      const future = new Future<void>(getRunningLoop());
      const seen: string[] = [];
      const callbacks = new Map(["a", "b", "c"].map((name) => [name, (): unknown => seen.push(name)]));
      for (const callback of callbacks.values()) future.addDoneCallback(callback);
      const counts = [...removed!, ...removed!].map((name) => future.removeDoneCallback(callbacks.get(name)!));
      expect(counts).toEqual([...removed!.map(() => 1), ...removed!.map(() => 0)]);
      future.setResult();
      yield* sleep(0);
      expect(seen).toEqual(left);
    });
  }

  behaviour("a callback that takes others back comes too late for them, and breaks nothing", function* () {
    const future = new Future<void>(getRunningLoop());
    const seen: string[] = [];
    const other = (): unknown => seen.push("other");
    future.addDoneCallback(() => seen.push(`removed ${future.removeDoneCallback(other)}`));
    future.addDoneCallback(other);
    future.addDoneCallback(other);
    future.setResult();
    yield* sleep(0);
    expect(seen).toEqual(["removed 0", "other", "other"]);
  });

  test("takes a loop that removes and adds callbacks while they are scheduled", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    const future = new Future<void>(loop);
    const callback = (): unknown => seen.push("called");
    const { callSoon } = loop;
    for (let i = 0; i < 5; i++) future.addDoneCallback(callback);
    loop.callSoon = (...given) => {
      future.removeDoneCallback(callback);
      loop.callSoon = callSoon;
      future.addDoneCallback(callback); // it is done: this schedules one more
      return callSoon.apply(loop, given as never);
    };
    future.setResult();
    await loop.runUntilComplete(function* () {
      yield* sleep(0);
    });
    expect(seen.length).toBe(6);
    loop.close();
  });

  test("an exception is reported when the loop is closed, unless somebody has asked for it, awaited it, or cancelled", async () => {
    const loop = virtualLoop();
    const told: unknown[] = [];
    loop.setExceptionHandler(({ error }) => told.push(error));
    const make = (): Future<number> => new Future<number>(loop);
    const failed = (name: string): Future<number> => {
      const future = make();
      future.setException(new Error(name));
      return future;
    };
    await loop.runUntilComplete(function* () {
      make(); // abandoned while it was pending
      make().setResult(42);
      const read = make();
      read.setResult(1);
      read.result();
      make().cancel();
      failed("unseen");
      failed("asked for").exception();
      expect(() => failed("result").result()).toThrow("result");
      expect(yield* thrownBy(failed("awaited"))).toEqual(new Error("awaited"));
      failed("cancelled too late").cancel();
    });
    expect(told).toEqual([]);
    loop.close();
    expect(told).toEqual([new Error("unseen")]);
  });
});
