/**
 * Every error of the loop, its futures and tasks: a class with fields, and a sentence that names the parties, what was
 * expected, the likely cause and the next step.
 */
export * from "./errors/cancellation.ts";
export * from "./errors/futures.ts";
export * from "./errors/coroutines.ts";
export * from "./errors/loop.ts";
