import { NotCloneableError } from "./errors.ts";

/** Whether a value can be copied to another thread. */
export function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** Which of the arguments has kept them from being copied; `cause` itself if it was none of them. */
export function cloningError(exportName: string, args: readonly unknown[], cause: unknown): unknown {
  const index = args.findIndex((argument) => !isCloneable(argument));
  return index < 0 ? cause : new NotCloneableError(`Argument ${index + 1} of "${exportName}"`, { cause });
}
