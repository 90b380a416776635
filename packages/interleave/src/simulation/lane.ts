import type { World } from "./world.ts";
import type { SimEvent } from "./event.ts";

/** Events that cannot overtake each other, as messages on one connection: only the first of them is enabled. */
export class Lane {
  readonly #world: World;
  readonly #name: string;
  readonly #queue: SimEvent[] = [];

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
  }

  add(event: SimEvent): void {
    this.#world.probe?.touches(this.#name, "write");
    this.#queue.push(event);
    if (this.#queue.length === 1) this.#world.offer(event);
  }

  /** The first event has happened: the next one may. */
  advance(): void {
    this.#queue.shift();
    const next = this.#queue[0];
    if (next === undefined) return;
    for (const event of [next, ...next.siblings]) this.#world.probe?.follows(event);
    this.#world.offer(next);
  }
}

/** One connection: what is sent on it keeps its order, and so does what comes back. */
export class Channel {
  readonly calls: Lane;
  readonly responses: Lane;

  constructor(world: World, key: string) {
    this.calls = new Lane(world, `calls on ${key}`);
    this.responses = new Lane(world, `responses on ${key}`);
  }
}
