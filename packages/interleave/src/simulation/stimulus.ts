import type { World } from "./world.ts";
import { SimEvent } from "./event.ts";

/** Something that the outside world does once, at a moment of its own choosing: a click, a server push, an `abort()`. */
export function startStimulus<T>(world: World, name: string, act: () => T | PromiseLike<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    world.offer(new Stimulus(world, name, act, resolve, reject));
  });
}

class Stimulus<T> extends SimEvent {
  readonly #act: () => T | PromiseLike<T>;
  readonly #resolve: (value: T | PromiseLike<T>) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    world: World,
    name: string,
    act: () => T | PromiseLike<T>,
    resolve: (value: T | PromiseLike<T>) => void,
    reject: (error: unknown) => void,
  ) {
    super(world, "stimulus", name, name);
    this.#act = act;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  override run(): void {
    try {
      this.#resolve(this.world.inNameOf(this.owner, this.#act));
    } catch (error) {
      this.#reject(error);
    }
  }
}
