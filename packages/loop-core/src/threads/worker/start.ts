// The first thing that the worker of a LoopThread runs: it loads the module, and a loop for it.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type * as Serve from "./serve.ts";
import { packError } from "../carried-error.ts";
import type { FromLoop, WorkerStart } from "../messages.ts";

const requireCommonJs = createRequire(import.meta.url);
const { module } = workerData as WorkerStart;

import(module).then(
  async (exports: object) => {
    const { serve } = await loopFor(module);
    await serve(exports);
  },
  (error: unknown) => parentPort?.postMessage({ kind: "not loaded", error: packError(error) } satisfies FromLoop),
);

// A CommonJS module that requires this package gets its CommonJS files, and with them a world of its own: another
// variable for the running loop, other classes. So its loop must come from there, too.
async function loopFor(module: string): Promise<typeof Serve> {
  const isCommonJs = module.startsWith("file:") && requireCommonJs.cache[fileURLToPath(module)] !== undefined;
  const isBuilt = import.meta.url.endsWith(".js");
  if (isCommonJs && isBuilt) return requireCommonJs("./serve.cjs") as typeof Serve;
  return await import("./serve.ts");
}
