import type { Footprint } from "../footprint.ts";

/** What one step touches, while it runs: it is complete when the next step begins. */
export class ObservedFootprint implements Footprint {
  readonly reads: number[] = [];
  readonly writes: number[] = [];
  unknown: boolean = false;

  read(location: number): void {
    if (!this.reads.includes(location) && !this.writes.includes(location)) this.reads.push(location);
  }

  write(location: number): void {
    if (this.writes.includes(location)) return;
    this.writes.push(location);
    const read = this.reads.indexOf(location);
    if (read >= 0) this.reads.splice(read, 1);
  }

  /** It may have touched anything. */
  everything(): void {
    this.unknown = true;
  }

  /** What was declared of it, without being seen. */
  add({ reads, writes, unknown }: Footprint): void {
    if (unknown) this.everything();
    for (const location of reads) this.read(location);
    for (const location of writes) this.write(location);
  }
}
