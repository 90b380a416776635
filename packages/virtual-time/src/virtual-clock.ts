import type { Clock } from "@heddle/loop-core";

/** Time that moves only when the loop has nothing to run: then it jumps to the next deadline. */
export class VirtualClock implements Clock {
  /** One millionth of a millisecond: what sums of floating-point delays may be off by. */
  readonly resolutionMs = 1e-6;
  #nowMs: number;

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wait(deadlineMs: number | undefined): "arrived" | "never" {
    if (deadlineMs === undefined) return "never";
    if (deadlineMs > this.#nowMs) this.#nowMs = deadlineMs;
    return "arrived";
  }
}
