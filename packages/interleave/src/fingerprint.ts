/** A hash of a sequence of events, made as they happen: 53 bits, so that equal means the same execution. */
export class Fingerprint {
  #high = 0x9e3779b9;
  #low = 0x85ebca6b;

  add(creator: number, ordinal: number, label: number): void {
    const event = Math.imul(creator, 0x27d4eb2f) ^ Math.imul(ordinal + 1, 0x165667b1) ^ label;
    this.#high = Math.imul(this.#high ^ event, 0x85ebca6b) + 0x9e3779b9;
    this.#high ^= this.#high >>> 15;
    this.#low = Math.imul(this.#low ^ event, 0xc2b2ae35) + this.#high;
    this.#low ^= this.#low >>> 13;
  }

  get value(): number {
    return (this.#high & 0x1fffff) * 2 ** 32 + (this.#low >>> 0);
  }
}

/** A 32-bit hash of a text (FNV-1a), continued from `seed`. */
export function hashOf(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The last `length` digits, base 36, of a number ≥ 0. */
export function digits(value: number, length: number): string {
  return value.toString(36).padStart(length, "0").slice(-length);
}
