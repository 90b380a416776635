import type { Footprint } from "../footprint.ts";

/** What one step touches, while it runs: it is complete when the next step begins. */
export class ObservedFootprint implements Footprint {
  readonly reads: number[] = [];
  readonly writes: number[] = [];
  overwrites: number[] | undefined;
  unknown: boolean = false;

  /** @param tellsOverwrites - whether it makes a difference if a write has not looked before */
  constructor(tellsOverwrites: boolean) {
    this.overwrites = tellsOverwrites ? [] : undefined;
  }

  read(location: number): void {
    if (!this.reads.includes(location) && !this.writes.includes(location)) this.reads.push(location);
  }

  write(location: number): void {
    if (this.writes.includes(location)) {
      // Overwritten first, then taken away, say: that is more.
      const overwritten = this.overwrites?.indexOf(location) ?? -1;
      if (overwritten >= 0) this.overwrites?.splice(overwritten, 1);
      return;
    }
    this.writes.push(location);
    const read = this.reads.indexOf(location);
    if (read >= 0) this.reads.splice(read, 1);
  }

  /** Sets what is there, whatever it was. */
  overwrite(location: number): void {
    if (this.writes.includes(location)) return;
    if (this.overwrites !== undefined && !this.reads.includes(location)) {
      this.writes.push(location);
      this.overwrites.push(location);
    } else this.write(location);
  }

  /** It may have touched anything. */
  everything(): void {
    this.unknown = true;
  }

  /** What was declared of it, without being seen. */
  add({ reads, writes, overwrites, unknown }: Footprint): void {
    if (unknown) this.everything();
    for (const location of reads) this.read(location);
    for (const location of writes) {
      if (overwrites?.includes(location) === true) this.overwrite(location);
      else this.write(location);
    }
  }
}
