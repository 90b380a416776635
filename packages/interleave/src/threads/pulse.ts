import type { StepWatch } from "../host/host.ts";

const BEATS = 0;
const RUNNING = 1;
const CELLS = 2;

const DESCRIBE = Symbol.for("heddle.thread");

/** What threads evaluate, even in the midst of an endless loop, so that one of them says which step it runs. */
export function describeStep(thread: number): string {
  return `globalThis[Symbol.for("heddle.thread")]?.(${thread})`;
}

/** Whether a thread goes on, in memory that it shares: it counts its steps there, and others see whether the count stands still. */
export class Pulse implements StepWatch {
  static readonly BYTES: number = CELLS * Int32Array.BYTES_PER_ELEMENT;

  readonly thread: number;
  readonly #cells: Int32Array;

  /** @param memory - of all threads: {@link Pulse.BYTES} for each */
  constructor(memory: SharedArrayBuffer, thread: number) {
    this.thread = thread;
    this.#cells = new Int32Array(memory, thread * Pulse.BYTES, CELLS);
  }

  wake(describe: () => string): void {
    (globalThis as Describing)[DESCRIBE] = (thread) => (thread === this.thread ? describe() : undefined);
    this.#cells[RUNNING] = 1;
  }

  sleep(): void {
    this.#cells[RUNNING] = 0;
    delete (globalThis as Describing)[DESCRIBE];
  }

  beat(): void {
    (this.#cells[BEATS] as number)++;
  }

  /** How many steps have begun; `undefined` while none runs. */
  get beats(): number | undefined {
    return Atomics.load(this.#cells, RUNNING) === 1 ? Atomics.load(this.#cells, BEATS) : undefined;
  }
}

type Describing = { [DESCRIBE]?: (thread: number) => string | undefined };
