import type { World } from "./world.ts";

/** Something that the body, or code under test, said it did. */
export interface Mark {
  readonly name: string;
  readonly data: unknown;
  /** The task on whose behalf. */
  readonly owner: string;
  /** The event in whose step it was made, counted from 1. */
  readonly step: number;
  /** Virtual milliseconds. */
  readonly atMs: number;
}

/** The marks of one execution, in the order in which they were made: what ordering checks look at. */
export class History implements Iterable<Mark> {
  readonly #world: World;
  readonly #marks: Mark[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  get marks(): readonly Mark[] {
    this.#world.probe?.touches("history", "read");
    return this.#marks;
  }

  /** All marks with this name. */
  named(name: string): Mark[] {
    return this.marks.filter((mark) => mark.name === name);
  }

  add(name: string, data: unknown): void {
    const { steps: step, loop, probe } = this.#world;
    probe?.touches("history", "write");
    this.#marks.push({ name, data, owner: this.#world.owner(), step, atMs: loop.time() });
  }

  [Symbol.iterator](): Iterator<Mark> {
    return this.marks.values();
  }
}
