import { conflict } from "../../src/footprint.ts";
import type { Run } from "../../src/strategies/optimal/run.ts";

/** A set of equivalent runs: its events, and for each the earlier ones with which it conflicts. */
type Trace = readonly { readonly event: number; readonly after: readonly number[] }[];

/** The sets of equivalent runs that a search has come upon, and what became of each. */
export class Traces {
  readonly #traces = new Map<string, { readonly trace: Trace; readonly outcome: string }>();
  /** Who created an event: in all runs, with whatever its creator picked after that. */
  readonly #creators = new Map<number, number>();
  /** What a step is with first values instead, the outermost first, and then itself. */
  readonly #chains = new Map<number, readonly number[]>();

  readonly #names = new Map<number, string>();

  /** Returns what became of an equivalent run, if there was one. */
  add(run: Run, outcome: string): string | undefined {
    const events = [...run.steps, ...run.pending];
    for (const { event, insteadOf = [] } of events) this.#chains.set(event, [...insteadOf, event]);
    for (const { event, creator, insteadOf } of events) {
      const origin = insteadOf?.at(-1) ?? creator; // with another value of a pick it is another one of the same step
      this.#creators.set(event, this.#common(this.#creators.get(event) ?? origin, origin));
    }
    const trace = traceOf(run);
    const key = JSON.stringify(trace);
    const before = this.#traces.get(key)?.outcome;
    if (before === undefined) this.#traces.set(key, { trace, outcome });
    return before;
  }

  /** Under names that mean the same in every search. */
  named(): Map<string, string> {
    this.#names.clear();
    return new Map([...this.#traces.values()].map(({ trace, outcome }) => [this.#print(trace), outcome]));
  }

  #print(trace: Trace): string {
    const steps = trace.map(({ event, after }) => {
      const before = after.map((one) => this.#nameOf(one)).toSorted();
      return `${this.#nameOf(event)}<${before.join()}`;
    });
    return steps.toSorted().join(" ");
  }

  /** What two creators had in common when they created the same. */
  #common(one: number, other: number): number {
    const chain = this.#chains.get(other) ?? [other];
    return (this.#chains.get(one) ?? [one]).findLast((step) => chain.includes(step)) ?? other;
  }

  /** Who created whose how manieth. */
  #nameOf(event: number): string {
    const known = this.#names.get(event);
    if (known !== undefined) return known;
    const creator = this.#creators.get(event) as number;
    const ordinal = this.#siblingsOf(creator).indexOf(event);
    const name = this.#creators.has(creator) ? `${this.#nameOf(creator)}.${ordinal}` : String(ordinal);
    this.#names.set(event, name);
    return name;
  }

  /** Events have numbers in the order in which they are first seen, and siblings always in the same order. */
  #siblingsOf(creator: number): number[] {
    return [...this.#creators.keys()]
      .filter((event) => this.#creators.get(event) === creator)
      .toSorted((a, b) => a - b);
  }
}

function traceOf({ steps }: Run): Trace {
  const trace = steps.map(({ event, footprint }, position) => {
    const before = steps.slice(0, position).filter((earlier) => conflict(earlier.footprint, footprint));
    return { event, after: before.map((earlier) => earlier.event).toSorted((a, b) => a - b) };
  });
  return trace.toSorted((a, b) => a.event - b.event);
}
