import type { Occurrence } from "../simulation/enabled.ts";
import { SimEvent } from "../simulation/event.ts";

/**
 * The events of one execution as few chains, while they appear: in a chain, each event is caused by the one before it.
 *
 * What causes an event is the step that created it, and its causes; a timer is caused by the timer before it. There are at
 * most w(w+1)/2 chains, where w is the width: the largest number of events of which none causes another. To put an event
 * into the first chain that fits would lose that bound. Agarwal, Garg: Efficient Dependency Tracking for Relevant Events in
 * Concurrent Systems, Distributed Computing 2007.
 */
export class ChainPartition {
  readonly #places = new Map<Occurrence, Place>();
  /** Where the event of each step is, from step 1. */
  readonly #steps: Place[] = [];
  #lastTimer: Place | undefined;
  // At index i at most i + 1 chains, the last events of which are pairwise without order.
  readonly #sets: Chain[][] = [];

  /** The chain of an event that is enabled. */
  chainOf(event: Occurrence): Chain {
    return this.#placeOf(event).chain;
  }

  /** Every event has to be told of, in order. */
  happens(event: Occurrence): void {
    const place = this.#placeOf(event);
    this.#steps.push(place);
    place.step = this.#steps.length;
    if (!(event instanceof SimEvent)) this.#lastTimer = place;
  }

  #placeOf(event: Occurrence): Place {
    const known = this.#places.get(event);
    if (known !== undefined) return known;
    const cause = event instanceof SimEvent ? this.#steps[event.creator - 1] : this.#lastTimer;
    const chain = this.#extend(cause) ?? this.#open();
    const place: Place = { chain, cause, step: undefined };
    chain.last = place;
    this.#places.set(event, place);
    return place;
  }

  /** The chain, in the first set that has one, whose last event is a cause. */
  #extend(cause: Place | undefined): Chain | undefined {
    for (const [index, set] of this.#sets.entries()) {
      const chain = set.find(({ last }) => last !== undefined && isCause(last, cause));
      if (chain === undefined) continue;
      set.splice(set.indexOf(chain), 1);
      this.#enter(chain, index);
      return chain;
    }
    return undefined;
  }

  /** A new chain, in the first set that is not full. */
  #open(): Chain {
    const chain: Chain = { last: undefined };
    const index = this.#sets.findIndex((set, i) => set.length <= i);
    this.#enter(chain, index < 0 ? this.#sets.push([]) - 1 : index);
    return chain;
  }

  /**
   * The new last event has no order with those in the set before: with them it makes up the new set, and what it would
   * have had beside it in its own set takes their place.
   */
  #enter(chain: Chain, index: number): void {
    const own = this.#sets[index] as Chain[];
    if (index === 0) {
      own.push(chain);
      return;
    }
    const before = this.#sets[index - 1] as Chain[];
    this.#sets[index - 1] = own;
    this.#sets[index] = [...before, chain];
  }
}

/** Events of which each is a cause of the next. */
export interface Chain {
  last: Place | undefined;
}

/** Where an event is; its step, once it has happened. */
interface Place {
  readonly chain: Chain;
  readonly cause: Place | undefined;
  step: number | undefined;
}

/** Whether one event is another, or a cause of it. */
function isCause(event: Place, of: Place | undefined): boolean {
  if (event.step === undefined) return false; // it has not happened
  let place = of;
  while (place?.step !== undefined && place.step > event.step) place = place.cause;
  return place === event;
}
