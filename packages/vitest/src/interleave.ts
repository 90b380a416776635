import { type Body, explore, type ExploreOptions, InterleavingError } from "@heddle/interleave";
import { test as vitestTest } from "vitest";
import { DEFAULT_TIMEOUT_MS, explorationMs, timeoutFor } from "./budget.ts";
import { located, presented } from "./presented.ts";
import { refuseAssertions } from "./refused-assertions.ts";

/** The options of vitest's `test`: `timeout`, `retry`, `tags`, ... */
export type TestOptions = Exclude<Parameters<typeof vitestTest>[1], undefined>;

/** The options of `explore` and those of vitest's `test`. The test's own signal ends the exploration. */
export type InterleaveOptions = Omit<ExploreOptions, "signal"> & TestOptions;

export interface InterleaveFunction {
  (name: string, body: Body): void;
  (name: string, options: InterleaveOptions, body: Body): void;
}

/**
 * A test that passes when its body passes under every order of events that was explored.
 *
 * It has the time that vitest's timeout leaves: the exploration takes at most 4 s, and at the default timeout of 5 s it
 * takes 3, so that a failure can still be made small. A test with a larger `maxTimeMs` gets a timeout to match.
 *
 * `expect.soft`, `expect.poll`, `expect.assertions` and snapshots count calls or wait in real time; in the body, which
 * runs thousands of times, they are refused.
 *
 * @example
 * test.interleave("two withdrawals never overdraw", async (sim) => {
 *   const account = new Account(sim.service("db", new InMemoryDb()));
 *   await sim.all({ alice: () => account.withdraw(80), bob: () => account.withdraw(80) });
 *   expect(account.balance).toBeGreaterThanOrEqual(0);
 * });
 */
export interface InterleaveApi extends InterleaveFunction {
  readonly only: InterleaveFunction;
  readonly skip: InterleaveFunction;
}

export const interleave: InterleaveApi = Object.assign(interleaveWith(vitestTest), {
  only: interleaveWith(vitestTest.only),
  skip: interleaveWith(vitestTest.skip),
});

/** The part of vitest's `test` that declares one. */
type Declare = (name: string, options: TestOptions, run: (context: TestRun) => Promise<void>) => void;

/** The part of vitest's test context that an exploration needs. */
interface TestRun {
  readonly signal: AbortSignal;
  readonly task: { readonly timeout?: number };
}

/** Declares tests with `declare`: vitest's `test`, or `test.only`. */
export function interleaveWith(declare: Declare): InterleaveFunction {
  return function interleave(name: string, ...rest: [Body] | [InterleaveOptions, Body]): void {
    const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
    const declaration = new Error("declared here");
    const timeout = timeoutFor(options);
    declare(name, timeout === undefined ? options : { ...options, timeout }, async ({ signal, task }) => {
      const acceptAssertions = refuseAssertions();
      try {
        const maxTimeMs = explorationMs(options.maxTimeMs, task.timeout ?? DEFAULT_TIMEOUT_MS);
        await explore(body, { ...options, maxTimeMs, signal });
      } catch (error) {
        throw error instanceof InterleavingError ? presented(error, declaration) : located(error, declaration);
      } finally {
        acceptAssertions();
      }
    });
  };
}
