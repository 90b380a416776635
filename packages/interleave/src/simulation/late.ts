import { LATE, SimEvent } from "./event.ts";
import type { World } from "./world.ts";

/** The process is busy: time passes to the next deadline, and the timers that are due have not fired yet. */
export class Late extends SimEvent {
  /** To when, in milliseconds of the loop's clock. */
  untilMs: number = 0;

  constructor(world: World, ordinal: number) {
    super(world, "late", "timers are late", "time", { creator: LATE, ordinal });
  }

  override run(): void {}
}
