import type { Handle } from "@heddle/loop-core";
import { SimEvent } from "./event.ts";
import type { World } from "./world.ts";

/** Where any callback that is ready may run next: one of them, an event. */
export class Callback extends SimEvent {
  readonly #handle: Handle;

  constructor(world: World, handle: Handle) {
    super(world, "callback", "callback", world.owner());
    this.#handle = handle;
  }

  override get runnable(): Handle {
    return this.#handle;
  }

  override run(): void {
    this.#handle.run();
  }
}
