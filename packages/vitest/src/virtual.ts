import { runVirtual, type Time, type VirtualTimeOptions } from "@heddle/virtual-time";
import { test as vitestTest, type TestContext } from "vitest";
import type { TestOptions } from "./interleave.ts";
import { refuseFakeTimers } from "./refused-fake-timers.ts";
import { virtualFailure } from "./virtual-failure.ts";
import { lendVirtualTimers } from "./vitest-timers.ts";

/** The options of `runVirtual` and those of vitest's `test`, whose `timeout` is in real milliseconds. */
export type VirtualOptions = VirtualTimeOptions & TestOptions;

/** Vitest's test context, with the virtual time of the test. */
export interface VirtualContext extends TestContext {
  readonly time: Time;
}

/** The body of a test in virtual time. */
export type VirtualBody = (context: VirtualContext) => unknown;

export interface VirtualFunction {
  (name: string, body: VirtualBody): void;
  (name: string, options: VirtualOptions, body: VirtualBody): void;
}

/**
 * A test whose body runs in virtual time, as by `runVirtual`: hours pass at once, and a wait that nothing can end fails
 * the test instead of hanging until its timeout.
 *
 * `vi.waitFor`, `vi.waitUntil` and `expect.poll` wait in virtual time too. Hooks such as `beforeEach` run outside of it,
 * and the timeout of the test is real time: it ends the virtual time of the test. `vi.useFakeTimers` is refused in the body.
 *
 * @example
 * test.virtual("gives up after three attempts", async ({ time }) => {
 *   await expect(fetchWithRetry(url)).rejects.toThrow("gave up");
 *   expect(time.now()).toBe(7000);
 * });
 */
export interface VirtualApi extends VirtualFunction {
  readonly only: VirtualFunction;
  readonly skip: VirtualFunction;
}

export const virtual: VirtualApi = Object.assign(virtualWith(vitestTest), {
  only: virtualWith(vitestTest.only),
  skip: virtualWith(vitestTest.skip),
});

/** The part of vitest's `test` that declares one. */
type Declare = (name: string, options: TestOptions, run: (context: TestContext) => Promise<void>) => void;

/** Declares tests with `declare`: vitest's `test`, or `test.only`. */
export function virtualWith(declare: Declare): VirtualFunction {
  return function virtual(name: string, ...rest: [VirtualBody] | [VirtualOptions, VirtualBody]): void {
    const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
    const declaration = new Error("declared here");
    declare(name, options, async (context) => {
      const takeBackTimers = lendVirtualTimers();
      const acceptFakeTimers = refuseFakeTimers();
      let started = false;
      try {
        await runVirtual(
          (time) => {
            started = true;
            return body(withTime(context, time));
          },
          { ...options, signal: context.signal },
        );
      } catch (error) {
        throw virtualFailure(error, { name, started, declaration });
      } finally {
        acceptFakeTimers();
        takeBackTimers();
      }
    });
  };
}

// Vitest's context has getters, which a copy would call.
function withTime(context: TestContext, time: Time): VirtualContext {
  return Object.create(context, { time: { value: time, enumerable: true } }) as VirtualContext;
}
