/**
 * Interleavings as properties: fast-check makes the inputs, and the programs; Heddle runs each under the orders of its
 * events.
 *
 * @module
 */
export { interleavingProperty } from "./interleaving-property.ts";
export { ConcurrentProgram, concurrentPrograms, type ProgramSize } from "./concurrent-programs.ts";
