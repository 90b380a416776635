import type { Footprint } from "../footprint.ts";

/** Gathers what one step touches while it runs. */
export class ObservedStep {
  readonly #reads: number[] = [];
  readonly #writes: number[] = [];
  #unknown = false;

  read(location: number): void {
    if (!this.#reads.includes(location) && !this.#writes.includes(location)) this.#reads.push(location);
  }

  write(location: number): void {
    if (!this.#writes.includes(location)) this.#writes.push(location);
  }

  /** It may have touched anything. */
  everything(): void {
    this.#unknown = true;
  }

  /** What was declared of it, without being seen. */
  add({ reads, writes, unknown }: Footprint): void {
    if (unknown) this.everything();
    for (const location of reads) this.read(location);
    for (const location of writes) this.write(location);
  }

  footprint(): Footprint {
    const writes = this.#writes;
    return { reads: this.#reads.filter((location) => !writes.includes(location)), writes, unknown: this.#unknown };
  }
}
