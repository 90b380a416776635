import type { World } from "./world.ts";
import type { SimEvent } from "./event.ts";
import { Fault, type FaultyCall } from "./fault.ts";

/** The faults of one execution: which may still be injected, which have been, and what became of them. */
export class Faults {
  readonly #world: World;
  // Made when the first call may fail: most executions have none.
  #open: Set<Fault> | undefined;
  /** Those, too, that can't happen any more; only for a search that has to know why. */
  #all: Set<Fault> | undefined;
  #injected: Set<unknown> | undefined;
  #hung: string[] | undefined;
  #count = 0;
  /** The last one that was allowed. */
  #last: Fault | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** What may happen to a call instead of its arrival. */
  of(call: FaultyCall): readonly Fault[] {
    const { probe, settings } = this.#world;
    const spent = this.#count >= settings.maxFaults;
    if (call.faults.length === 0 || (spent && probe === undefined)) return [];
    this.#open ??= new Set();
    this.#all ??= new Set();
    const faults = call.faults.map((outcome, place) => new Fault(this.#world, call, outcome, place));
    for (const fault of faults) {
      // A search has to hear of those, too, that come too late, and of all that stands in their way: they might come first.
      if (probe !== undefined) this.#all.add(fault);
      if (spent) probe?.drops(fault, this.#last);
      else this.#open.add(fault);
    }
    return faults;
  }

  /** Whether it may be injected still. */
  mayHappen(fault: Fault): boolean {
    return this.#open?.has(fault) === true;
  }

  /** One of the events that exclude each other has happened. */
  decided(happened: SimEvent, siblings: readonly SimEvent[]): void {
    for (const event of siblings) if (event !== happened) this.#drop(event);
  }

  /** A fault has happened. */
  inject(fault: Fault): void {
    const { probe, settings } = this.#world;
    probe?.touches("faults", "write"); // one may be the last that is allowed
    this.#open?.delete(fault);
    if (++this.#count < settings.maxFaults) return;
    this.#last = fault;
    for (const other of (probe === undefined ? this.#open : this.#all) ?? []) if (other !== fault) this.#drop(other);
  }

  /** This is what a caller gets that has done nothing wrong. */
  rejects(error: unknown): void {
    (this.#injected ??= new Set()).add(error);
  }

  hangs(call: string): void {
    (this.#hung ??= []).push(call);
  }

  /** The calls that never respond, by our doing. */
  get hung(): readonly string[] {
    return this.#hung ?? [];
  }

  /** Whether an error is one that we have injected, or was made of one: letting it pass is no failure. */
  explains(error: unknown): boolean {
    if (this.#injected === undefined) return false;
    const seen = new Set<unknown>();
    for (let cause = error; !seen.has(cause); cause = cause instanceof Error ? cause.cause : undefined) {
      if (this.#injected.has(cause)) return true;
      seen.add(cause);
    }
    return false;
  }

  #drop(event: SimEvent): void {
    if (event instanceof Fault) this.#open?.delete(event);
    this.#world.withdraw(event);
  }
}
