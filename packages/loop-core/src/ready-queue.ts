import type { Handle } from "./handle.ts";

/** The callbacks that are ready to run, first in, first out, in O(1): a ring that doubles when it is full. */
export class ReadyQueue {
  #ring: (Handle | undefined)[] = [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(handle: Handle): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length++) & (this.#ring.length - 1)] = handle;
  }

  shift(): Handle | undefined {
    if (this.#length === 0) return undefined;
    const handle = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return handle;
  }

  clear(): void {
    this.#ring.fill(undefined);
    this.#length = 0;
  }

  #grow(): void {
    const old = this.#ring;
    const ring: (Handle | undefined)[] = Array.from({ length: old.length * 2 });
    for (let i = 0; i < old.length; i++) ring[i] = old[(this.#head + i) & (old.length - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}
