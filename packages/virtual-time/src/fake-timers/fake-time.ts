/**
 * The time of a fake clock. One number goes forward; the wall clock, monotonic time and their nanoseconds derive from it.
 *
 * `elapsedMs` is whole: fractions of a millisecond that have passed are in `nanos`.
 */
export class FakeTime {
  /** Since the clock was made or reset. Timers are due in these terms: setting the wall clock moves none of them. */
  elapsedMs = 0;
  /** Below a millisecond, since the wall clock was last set. */
  nanos = 0;
  readonly #startMs: number;
  #wallOffsetMs: number;
  #nanosBefore = 0;

  constructor(startMs: number) {
    this.#startMs = Math.floor(startMs);
    this.#wallOffsetMs = this.#startMs;
  }

  /** What the wall clock shows, in whole milliseconds since 1970. */
  get wallMs(): number {
    return this.toWallMs(this.elapsedMs);
  }

  toWallMs(elapsedMs: number): number {
    return elapsedMs + this.#wallOffsetMs;
  }

  fromWallMs(wallMs: number): number {
    return wallMs - this.#wallOffsetMs;
  }

  setWallMs(wallMs: number): void {
    this.#wallOffsetMs = Math.floor(wallMs) - this.elapsedMs;
    this.#nanosBefore += this.nanos;
    this.nanos = 0;
  }

  reset(): void {
    this.elapsedMs = 0;
    this.nanos = 0;
    this.#nanosBefore = 0;
    this.#wallOffsetMs = this.#startMs;
  }

  /** How long it is to the next animation frame: it begins at the next multiple of 16 ms. */
  toNextFrameMs(): number {
    return FRAME_MS - (this.elapsedMs % FRAME_MS);
  }

  /** Monotonic time, as `performance.now()` shows it. */
  performanceNow(): number {
    const [seconds, nanos] = this.hrtime();
    return seconds * 1000 + nanos / 1e6;
  }

  /** As `process.hrtime()`; with `previous`, since then. */
  hrtime(previous?: readonly number[]): [seconds: number, nanos: number] {
    const wholeSeconds = Math.floor(this.elapsedMs / 1000);
    const nanosAfter = (this.elapsedMs - wholeSeconds * 1000) * 1e6 + this.nanos + this.#nanosBefore;
    const [seconds, nanos] = carried(wholeSeconds, nanosAfter);
    if (!Array.isArray(previous)) return [seconds, nanos];
    const [thenSeconds = 0, thenNanos = 0] = previous as number[];
    if (thenNanos > 1e9) throw new TypeError("Number of nanoseconds can't exceed a billion");
    return carried(seconds - thenSeconds, nanos - thenNanos);
  }

  hrtimeBigint(): bigint {
    const [seconds, nanos] = this.hrtime();
    return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
  }
}

function carried(seconds: number, nanos: number): [number, number] {
  if (nanos < 0) return [seconds - 1, nanos + 1e9];
  return nanos >= 1e9 ? [seconds + 1, nanos - 1e9] : [seconds, nanos];
}

const FRAME_MS = 16;
