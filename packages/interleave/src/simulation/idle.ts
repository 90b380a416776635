import { SimEvent } from "./event.ts";
import type { World } from "./world.ts";

/** Nothing else will happen: whoever waits for that goes on. */
export class Idle extends SimEvent {
  override readonly run: () => void;

  constructor(world: World, resolve: () => void) {
    super(world, "idle", "idle", "body");
    this.run = resolve;
  }
}
