/**
 * Decides, once and for both threads, what came first: the thread that takes the work, or the one that cancels it.
 *
 * The verdict is in shared memory, and never depends on which message is read first.
 *
 *     waiting ── take() ──> taken
 *             └── cancel() ──> cancelled
 */
export class Race {
  /** What the other thread needs to take part. */
  readonly memory: SharedArrayBuffer;
  readonly #state: Int32Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#state = new Int32Array(memory);
  }

  /** Whether it was not cancelled before; it can't be any more then. */
  take(): boolean {
    return Atomics.compareExchange(this.#state, 0, WAITING, TAKEN) === WAITING;
  }

  /** Whether it is cancelled now: by this call, or by one before. */
  cancel(): boolean {
    return Atomics.compareExchange(this.#state, 0, WAITING, CANCELLED) !== TAKEN;
  }

  taken(): boolean {
    return Atomics.load(this.#state, 0) === TAKEN;
  }

  cancelled(): boolean {
    return Atomics.load(this.#state, 0) === CANCELLED;
  }
}

const WAITING = 0;
const TAKEN = 1;
const CANCELLED = 2;
