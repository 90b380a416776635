/**
 * A set of fingerprints, in a table of a known size: 16 MiB at most, and 24 MiB for the moment in which it grows to that.
 */
export class FingerprintSet {
  /** Open addressing; `EMPTY` where there is none. */
  #table: Float64Array = new Float64Array(SMALLEST).fill(EMPTY);
  size: number = 0;

  /** Adds one, unless it is full. Says what it is: new, known, or, when the set is full, neither it nor we know. */
  add(fingerprint: number): "new" | "known" | "full" {
    const slot = this.#slotOf(fingerprint);
    if (this.#table[slot] === fingerprint) return "known";
    if (this.size >= MAX_FINGERPRINTS) return "full";
    this.#table[slot] = fingerprint;
    this.size++;
    if (this.size > FULL * this.#table.length && this.#table.length < LARGEST) this.#grow();
    return "new";
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const fingerprint of this.#table) if (fingerprint !== EMPTY) yield fingerprint;
  }

  #slotOf(fingerprint: number): number {
    const mask = this.#table.length - 1;
    let slot = (fingerprint | 0) & mask; // of more than 32 bits, the lower ones
    while (this.#table[slot] !== EMPTY && this.#table[slot] !== fingerprint) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Float64Array(2 * before.length).fill(EMPTY);
    for (const fingerprint of before) if (fingerprint !== EMPTY) this.#table[this.#slotOf(fingerprint)] = fingerprint;
  }
}

const EMPTY = -1;
const SMALLEST = 2 ** 10;
const LARGEST = 2 ** 21;
const FULL = 0.75;

/** So many executions are told apart; beyond, a report says of how many it does not know. */
export const MAX_FINGERPRINTS: number = FULL * LARGEST;
