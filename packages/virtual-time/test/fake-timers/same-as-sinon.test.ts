import * as sinon from "@sinonjs/fake-timers";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as ours from "../../src/fake-timers/index.ts";
import { programs } from "./differential/program.ts";
import { traceOf } from "./differential/trace-of.ts";

describe("A random program", () => {
  test("shows the same as with @sinonjs/fake-timers, step by step", async () => {
    await fc.assert(fc.asyncProperty(programs("sync"), agrees), { seed: 1, numRuns: 400 });
  });

  test("shows the same when promises run in between", async () => {
    await fc.assert(fc.asyncProperty(programs("async"), agrees), { seed: 1, numRuns: 100 });
  });
});

async function agrees(program: Parameters<typeof traceOf>[1]): Promise<void> {
  expect(await traceOf(ours, program)).toEqual(await traceOf(sinon, program));
}
