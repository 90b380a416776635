import { explore, type InterleavingError } from "@heddle/interleave";
import { describe, expect, test } from "vitest";
import { presented } from "../src/presented.ts";

async function failureOf(body: () => unknown): Promise<Error & { actual?: unknown }> {
  const error: unknown = await explore(async (sim) => {
    await sim.io("call", () => 0);
    await body();
  }).catch((error: unknown) => error);
  return presented(error as InterleavingError, declaration);
}

const declaration = Object.assign(new Error("declared"), { stack: "Error: declared\n    at declare (here.ts:1:2)" });
const framesOf = ({ stack = "" }: Error): string[] => stack.split("\n").filter((line) => line.startsWith("    at "));

describe("a failing order, as vitest gets it", () => {
  test("is the report, and has neither a cause nor properties to be printed below it", async () => {
    const error = await failureOf(() => expect(1).toBe(2));
    expect(error.name).toBe("InterleavingError");
    expect(error.message).toMatch(/^AssertionError: expected 1 to be 2.*\n\nThis order of events fails/);
    expect(error.cause).toBeUndefined();
    expect(Object.keys(error)).toEqual(["name"]);
  });

  test("points at the assertion", async () => {
    const error = await failureOf(function assertsHere() {
      throw new Error("no");
    });
    expect(framesOf(error)[0]).toMatch(/assertsHere.*presented\.test\.ts/);
  });

  test("points at the rejection that nobody handled", async () => {
    const error = await failureOf(function rejectsHere() {
      void Promise.reject(new Error("no"));
    });
    expect(framesOf(error)[0]).toMatch(/rejectsHere.*presented\.test\.ts/);
  });

  test("points at where the tasks wait, in a deadlock", async () => {
    const error = await failureOf(() => new Promise(() => {}));
    expect(error.message).toMatch("DeadlockError");
    expect(framesOf(error).length).toBeGreaterThan(0);
  });

  test("points at the test where the error has no place", async () => {
    const error = await failureOf(() => {
      throw "no error object"; // oxlint-disable-line typescript/only-throw-error -- that is the point
    });
    expect(framesOf(error)).toEqual(["    at declare (here.ts:1:2)"]);
  });

  test("lets vitest make a diff of what is too long for the message", async () => {
    const error = await failureOf(() => expect({ a: [1] }).toEqual({ a: [2] }));
    expect(error).toMatchObject({ actual: { a: [1] }, expected: { a: [2] } });
  });
});
