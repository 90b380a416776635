import { packError } from "../carried-error.ts";
import { isCloneable } from "../cloning.ts";
import { NotCloneableError } from "../errors.ts";
import { moduleFunction } from "../module-function.ts";
import { Race } from "../race.ts";
import type { PoolAnswer, PoolTask } from "../thread-pool.ts";

/** Does one piece of work. Called by the pool, in one of its threads. */
export default async function answer({ module, exportName, args, race }: PoolTask): Promise<PoolAnswer> {
  if (!new Race(race).take()) return null;
  try {
    const result = await moduleFunction(module, exportName)(...args);
    if (!isCloneable(result)) throw new NotCloneableError(`The result of "${exportName}"`);
    return { result };
  } catch (error) {
    return { error: packError(error) };
  }
}
