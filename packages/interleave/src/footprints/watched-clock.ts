import { VirtualClock } from "@heddle/virtual-time";
import type { RunProbe } from "./run-probe.ts";

/** Virtual time of which every look is seen: a step that looks at it does not commute with one in which it moves. */
export class WatchedClock extends VirtualClock {
  readonly #probe: RunProbe;

  constructor(probe: RunProbe) {
    super();
    this.#probe = probe;
  }

  override now(): number {
    this.#probe.looksAtTime();
    return super.now();
  }
}
