/**
 * Names the step in which code loops without end: nothing interrupts such a loop, so that no timeout of its own thread
 * comes to run.
 *
 * The engine counts its steps in memory that it shares with a thread. When the count has stood still for too long, the
 * thread asks the main thread through the inspector, which even an endless loop answers, what it is doing and where;
 * prints it; and ends the process.
 */
export class Watchdog {
  readonly #shared: Int32Array;

  private constructor(shared: Int32Array) {
    this.#shared = shared;
  }

  /** The watchdog of this process, which starts it at the first call; `undefined` where there can't be one. */
  static get(limitMs: number): Watchdog | undefined {
    if (limitMs === Infinity) return undefined;
    if (theOne === undefined) {
      const shared = startThread(limitMs);
      theOne = shared === undefined ? null : new Watchdog(shared);
    }
    if (theOne !== null) theOne.#shared[LIMIT_MS] = limitMs;
    return theOne ?? undefined;
  }

  /** Steps run from now on; `describe` says which one is being run. */
  wake(describe: () => string): void {
    (globalThis as Describing)[DESCRIBE] = describe;
    this.#shared[RUNNING] = 1;
  }

  /** The host has its turn. */
  sleep(): void {
    this.#shared[RUNNING] = 0;
    delete (globalThis as Describing)[DESCRIBE];
  }

  /** A step begins. */
  beat(): void {
    (this.#shared[BEATS] as number)++;
  }
}

const BEATS = 0;
const RUNNING = 1;
const LIMIT_MS = 2;

const DESCRIBE = Symbol.for("heddle.watchdog");
type Describing = { [DESCRIBE]?: () => string };

let theOne: Watchdog | null | undefined;

/** @returns the memory that it shares with the thread; `undefined` where there can't be one */
function startThread(limitMs: number): Int32Array | undefined {
  const { process } = globalThis as { process?: NodeJS.Process };
  const threads = process?.getBuiltinModule?.("node:worker_threads");
  const inspector = process?.getBuiltinModule?.("node:inspector");
  if (threads === undefined || inspector === undefined) return undefined;
  if (!threads.isMainThread) return undefined; // only the main thread can be asked; a worker's owner can end it
  if (inspector.url() !== undefined) return undefined; // under a debugger a step may take as long as it likes
  const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  shared[LIMIT_MS] = limitMs;
  new threads.Worker(`(${guard.toString()})()`, { eval: true, workerData: shared }).unref();
  return shared;
}

/** Runs in the thread, from its text: it sees nothing of this file. */
function guard(): void {
  const threads = process.getBuiltinModule("node:worker_threads");
  const { Session } = process.getBuiltinModule("node:inspector");
  const { writeSync } = process.getBuiltinModule("node:fs");
  const shared = threads.workerData as Int32Array;
  const LOOK_EVERY_MS = 100;
  let beats = -1;
  let stillMs = 0;

  setInterval(() => {
    const [now, running, limitMs] = shared as unknown as [number, number, number];
    stillMs = running === 1 && now === beats ? stillMs + LOOK_EVERY_MS : 0;
    beats = now;
    if (stillMs >= limitMs) {
      stillMs = -Infinity; // once
      const session = new Session();
      session.connectToMainThread();
      const expression = "globalThis[Symbol.for('heddle.watchdog')]?.()";
      session.post("Runtime.evaluate", { expression }, (_error, answer) => {
        const what = (answer?.result.value as string | undefined) ?? "It gave no answer.";
        writeSync(2, `\nHeddle: one step has run for ${limitMs / 1000} s, and nothing can interrupt it. ${what}\n`);
        process.kill(process.pid, "SIGKILL");
      });
    }
  }, LOOK_EVERY_MS);
}
