import type { Occurrence } from "../simulation/enabled.ts";
import type { SimEvent } from "../simulation/event.ts";
import type { Pending } from "../strategies/optimal/run.ts";
import { type Identities, START } from "./identities.ts";

/** What the steps of one run have become by their picks: with each value of a pick its step is another event. */
export class PickedSteps {
  readonly #identities: Identities;
  /** By all that a step could have become, and has not, since its picks had other values; -1: by the start. */
  readonly #became = new Map<number, number>();
  /** What the present step becomes with each alternative of the pick that is open; with the first it stays what it is. */
  #open: ReadonlyMap<SimEvent, number> | undefined;
  /** How many values there were in the present step that are not the first of their pick. */
  #others = 0;

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Another step is the present one. */
  nextStep(): void {
    this.#others = 0;
  }

  /** A pick of the present step, which is `step` so far, is about to be decided. */
  open(step: number, alternatives: readonly SimEvent[]): void {
    const become = (place: number): number => (place === 0 ? step : this.#identities.variant(step, this.#others++));
    this.#open = new Map(alternatives.map((alternative, place) => [alternative, become(place)]));
  }

  /** What the present step becomes with this alternative; `undefined` if it is none of the pick that is open. */
  with(alternative: Occurrence): number | undefined {
    return this.#open?.get(alternative as SimEvent);
  }

  /** It is decided: what the step is from now on, and what it will never be. */
  decide(alternative: SimEvent): { readonly event: number; readonly never: readonly number[] } {
    const all = this.#open as ReadonlyMap<SimEvent, number>;
    this.#open = undefined;
    const event = all.get(alternative) as number;
    const parents = this.#identities.insteadOf(event);
    for (const step of parents) this.#became.set(step, event);
    if ((parents[0] ?? event) === START) this.#became.set(-1, event); // what was there from the start is there since then
    return { event, never: [...all.values()].filter((one) => one !== event) };
  }

  /** What is told of an event, with other steps as what they have become. */
  asTold(pending: Pending): Pending {
    const { event, creator, waits } = pending;
    const parents = this.#identities.insteadOf(event);
    const became = this.#became;
    if (became.size === 0 && parents.length === 0) return pending;
    const told = (step: number): number => (step < 0 ? step : (became.get(step) ?? step));
    return {
      event,
      creator: (parents[0] ?? event) === START ? -1 : (became.get(creator) ?? creator),
      waits: waits.map(({ since, until }) => ({ since: told(since), until: told(until) })),
      insteadOf: parents.length === 0 ? undefined : parents,
    };
  }
}
