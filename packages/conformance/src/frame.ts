import type { Json } from "./language/grammar.ts";

/** Where an operation stands: whose events it emits, and which exceptions are being handled there. */
export class Frame {
  readonly label: string;
  readonly handled: unknown[] = [];

  constructor(label: string) {
    this.label = label;
  }
}

/** A body has returned: handed up through its blocks, which are left as usual. */
export interface Returned {
  readonly value: Json;
}
