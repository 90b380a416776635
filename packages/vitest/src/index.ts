/**
 * Heddle for vitest. To import it registers the matchers of virtual time with `expect`.
 *
 * @module
 */
export { test } from "./test.ts";
export type { InterleaveApi, InterleaveFunction, InterleaveOptions, TestOptions } from "./interleave.ts";
export type { VirtualApi, VirtualBody, VirtualContext, VirtualFunction, VirtualOptions } from "./virtual.ts";
export { NoVirtualTimeError, type VirtualTimeMatchers } from "./matchers.ts";
export { TwoClocksError } from "./refused-fake-timers.ts";
export { RefusedAssertionError } from "./refused-assertions.ts";
