import { type Clock, EventLoop, type EventLoopOptions } from "../src/index.ts";

/** Time that jumps to the next deadline. */
export class VirtualClock implements Clock {
  readonly resolutionMs = 1e-6;
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  wait(deadlineMs: number | undefined): "arrived" | "never" {
    if (deadlineMs === undefined) return "never";
    this.#nowMs = Math.max(this.#nowMs, deadlineMs);
    return "arrived";
  }
}

export function virtualLoop(options: EventLoopOptions = {}): EventLoop {
  return new EventLoop({ clock: new VirtualClock(), ...options });
}
