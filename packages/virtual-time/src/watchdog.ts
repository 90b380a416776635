/**
 * Names the step in which code loops without end: nothing interrupts such a loop, so that no timeout of its own thread
 * comes to run.
 *
 * Whoever runs steps counts them in memory that it shares with a thread. When the count has stood still for too long, the
 * thread asks the main thread through the inspector, which even an endless loop answers, what it is doing and where;
 * prints it; and ends the process.
 */
export class Watchdog {
  readonly #shared: Int32Array;
  readonly #limitMs: number;

  private constructor(shared: Int32Array, limitMs: number) {
    this.#shared = shared;
    this.#limitMs = limitMs;
  }

  /**
   * For steps that take `limitMs` real milliseconds at most; `undefined` if that is `Infinity`, and where there can't be a
   * watchdog. The first call in a process starts the thread, which takes a millisecond here and 35 of another processor.
   */
  static get(limitMs: number): Watchdog | undefined {
    if (limitMs === Infinity) return undefined;
    if (thread === undefined) thread = startThread() ?? null;
    return thread === null ? undefined : new Watchdog(thread, limitMs);
  }

  /** Steps run from now on; `describe` says which one is being run. */
  wake(describe: () => string): void {
    (globalThis as Describing)[DESCRIBE] = describe;
    this.#shared[LIMIT_MS] = Math.min(this.#limitMs, MAX_LIMIT_MS);
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
const MAX_LIMIT_MS = 2 ** 31 - 1;

const DESCRIBE = Symbol.for("heddle.watchdog");
type Describing = { [DESCRIBE]?: () => string };

/** The memory that is shared with the thread of this process; `null` where there can't be one. */
let thread: Int32Array | null | undefined;

function startThread(): Int32Array | undefined {
  const { process } = globalThis as { process?: NodeJS.Process };
  const threads = process?.getBuiltinModule?.("node:worker_threads");
  const inspector = process?.getBuiltinModule?.("node:inspector");
  if (threads === undefined || inspector === undefined) return undefined;
  if (!threads.isMainThread) return undefined; // only the main thread can be asked; a worker's owner can end it
  if (inspector.url() !== undefined) return undefined; // under a debugger a step may take as long as it likes
  const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
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
