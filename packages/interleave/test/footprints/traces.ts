import { conflict } from "../../src/footprint.ts";
import type { Run } from "../../src/strategies/optimal/run.ts";

/** A set of equivalent runs: its events, and for each the earlier ones with which it conflicts. */
type Trace = readonly { readonly event: number; readonly after: readonly number[] }[];

/** The sets of equivalent runs that a search has come upon, and what became of each. */
export class Traces {
  readonly #traces = new Map<string, { readonly trace: Trace; readonly outcome: string }>();
  /** By creator: events have numbers in the order in which they are first seen, and siblings always in the same order. */
  readonly #siblings = new Map<number, Set<number>>();
  readonly #creators = new Map<number, number>();

  /** Returns what became of an equivalent run, if there was one. */
  add(run: Run, outcome: string): string | undefined {
    for (const { event, creator, insteadOf } of [...run.steps, ...run.pending]) {
      const origin = insteadOf?.at(-1) ?? creator; // what a step is by its picks has its number from what it is without
      this.#creators.set(event, origin);
      const siblings = this.#siblings.get(origin) ?? new Set();
      this.#siblings.set(origin, siblings.add(event));
    }
    const trace = traceOf(run);
    const key = JSON.stringify(trace);
    const before = this.#traces.get(key)?.outcome;
    if (before === undefined) this.#traces.set(key, { trace, outcome });
    return before;
  }

  /** Under names that mean the same in every search. */
  named(): Map<string, string> {
    return new Map([...this.#traces.values()].map(({ trace, outcome }) => [this.#print(trace), outcome]));
  }

  #print(trace: Trace): string {
    const steps = trace.map(({ event, after }) => {
      const before = after.map((one) => this.#nameOf(one)).toSorted();
      return `${this.#nameOf(event)}<${before.join()}`;
    });
    return steps.toSorted().join(" ");
  }

  /** Who created whose how manieth. */
  #nameOf(event: number): string {
    const creator = this.#creators.get(event) as number;
    const ordinal = [...(this.#siblings.get(creator) as Set<number>)].toSorted((a, b) => a - b).indexOf(event);
    return this.#creators.has(creator) ? `${this.#nameOf(creator)}.${ordinal}` : String(ordinal);
  }
}

function traceOf({ steps }: Run): Trace {
  const trace = steps.map(({ event, footprint }, position) => {
    const before = steps.slice(0, position).filter((earlier) => conflict(earlier.footprint, footprint));
    return { event, after: before.map((earlier) => earlier.event).toSorted((a, b) => a - b) };
  });
  return trace.toSorted((a, b) => a.event - b.event);
}
