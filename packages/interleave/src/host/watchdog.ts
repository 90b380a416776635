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

  private constructor(limitMs: number) {
    this.#shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
    this.#shared[LIMIT_MS] = limitMs;
  }

  /** The watchdog of this process, which starts it at the first call; `undefined` where there can't be one. */
  static get(limitMs: number): Watchdog | undefined {
    if (limitMs === Infinity) return undefined;
    if (theOne === undefined) {
      const watchdog = new Watchdog(limitMs);
      theOne = startThread(watchdog.#shared) ? watchdog : null;
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

function startThread(shared: Int32Array): boolean {
  const { process } = globalThis as { process?: NodeJS.Process };
  const threads = process?.getBuiltinModule?.("node:worker_threads");
  const inspector = process?.getBuiltinModule?.("node:inspector");
  if (threads === undefined || inspector === undefined) return false;
  if (!threads.isMainThread) return false; // only the main thread can be asked; a worker's owner can end it
  if (inspector.url() !== undefined) return false; // under a debugger a step may take as long as it likes
  new threads.Worker(`(${guard.toString()})()`, { eval: true, workerData: shared }).unref();
  return true;
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
