import type { TimerHandle } from "@heddle/loop-core";
import type { World } from "./world.ts";

/**
 * The windows of responses that have yet to open: moments of the world, which no process can be late for.
 *
 * A window opens before timers of the same moment fire, so that both orders of a response and a timer are there.
 */
export class Openings {
  readonly #world: World;
  readonly #timers: TimerHandle[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Calls back when it is so late. */
  add(whenMs: number, name: string, open: () => void): void {
    const timer = this.#world.loop.callAt(whenMs, () => {
      this.#timers.splice(this.#timers.indexOf(timer), 1);
      open();
    });
    timer.label = `${name} may respond`;
    this.#world.probe?.opens(timer);
    this.#timers.push(timer);
  }

  /** The first that is due by then. */
  dueBy(whenMs: number): TimerHandle | undefined {
    let first: TimerHandle | undefined;
    for (const timer of this.#timers) if (timer.when <= whenMs && !(first && first.when <= timer.when)) first = timer;
    return first;
  }
}
