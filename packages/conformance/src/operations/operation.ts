import type { Frame, Returned } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import type { AsyncArguments, BlockArguments, SyncArguments } from "../language/grammar.ts";

/** Does it, and gives the value to record; `undefined`: it is silent. */
export type SyncOperations = {
  [N in keyof SyncArguments]: (run: Interpreter, frame: Frame, ...given: SyncArguments[N]) => unknown;
};

/** Does it, and gives the value to record. */
export type AsyncOperations = {
  [N in keyof AsyncArguments]: (run: Interpreter, frame: Frame, ...given: AsyncArguments[N]) => Steps<unknown>;
};

/** Runs what is inside, and records on its own; gives what was returned inside, or `null`. */
export type Blocks = {
  [N in keyof BlockArguments]: (run: Interpreter, frame: Frame, ...given: BlockArguments[N]) => Steps<Returned | null>;
};
