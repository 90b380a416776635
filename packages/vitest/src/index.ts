/**
 * Heddle for vitest.
 *
 * @module
 */
export { test } from "./test.ts";
export type { InterleaveApi, InterleaveFunction, InterleaveOptions, TestOptions } from "./interleave.ts";
export { RefusedAssertionError } from "./refused-assertions.ts";
