import type { Enabled } from "./enabled.ts";
import { JOIN, SimEvent } from "./event.ts";
import type { World } from "./world.ts";

/** The ends of `sim.all`: each lets its waiter go on, in a step of its own. */
export class Joins {
  readonly #world: World;
  #count = 0;
  /** All tasks of these have ended. */
  #ended: Join[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** For one who waits for `count` tasks: gives what is to be called as each ends. */
  open(count: number, goOn: () => void): () => void {
    const join = new Join(this.#world, this.#count++, goOn);
    let left = count;
    return () => {
      this.#world.probe?.waitsFor(join);
      if (--left === 0) this.#ended.push(join);
    };
  }

  /**
   * Those that have come to their end are enabled. If one of them is all that can happen, that is worth no mention: it is
   * returned instead.
   */
  settle(enabled: Enabled): Join | undefined {
    if (this.#ended.length === 0) return undefined;
    const ended = this.#ended;
    this.#ended = [];
    const [only] = ended;
    if (ended.length === 1 && enabled.size === 0) return only;
    for (const join of ended) enabled.addFirst(join);
    return undefined;
  }
}

/** All tasks of a `sim.all` have ended: whoever waits for that goes on. */
export class Join extends SimEvent {
  override readonly run: () => void;

  constructor(world: World, ordinal: number, goOn: () => void) {
    super(world, "join", "all have ended", world.owner(), { creator: JOIN, ordinal });
    this.run = goOn;
  }
}
