import { describe, expect, test } from "vitest";
import * as loopCore from "../src/index.ts";

const errors: [string, Error][] = [
  ["names the task and the wait", new loopCore.DeadlockError([{ name: "writer", waitsFor: "a lock" }])],
  ["names the method", new loopCore.LoopClosedError("callSoon")],
  ["says what was expected", new loopCore.InvalidStateError("result()", "pending")],
  ["says when", new loopCore.TimeoutError(1_500)],
  ["names what is at fault", new loopCore.WrongLoopError("This Lock")],
  ["lists what went wrong", new loopCore.ExceptionGroup([new Error("a"), new TypeError("b")])],
  ["says what was released", new loopCore.NotHeldError("release", "lock")],
];

describe("an error", () => {
  test.each(errors)("%s", (_what, error) => {
    expect(`${error.name}: ${error.message}`).toMatchSnapshot();
  });

  test("has the name of its class, so that it can be told apart in reports", () => {
    const classes = Object.entries(loopCore).filter(
      ([, value]) => typeof value === "function" && Error.isPrototypeOf(value),
    );
    expect(classes.length).toBeGreaterThan(20);
    for (const [name, value] of classes) {
      const arguments_ = [["x"], ["y"], "z"] as unknown[];
      expect(new (value as new (...given: unknown[]) => Error)(...sample(name, arguments_)).name).toBe(name);
    }
  });
});

/** Arguments that fit; most errors take words. */
function sample(name: string, words: unknown[]): unknown[] {
  if (name === "DeadlockError") return [[]];
  if (name === "ForeignPromiseError") return [[], []];
  if (name === "ExceptionGroup") return [[new Error("a")]];
  return words;
}
