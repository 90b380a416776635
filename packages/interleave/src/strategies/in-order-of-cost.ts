import { BoundedSearch, type Costs, type SavedSearch, type SearchOptions } from "./bounded-search.ts";
import { type Part, whole } from "./part.ts";
import type { Coverage, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * The strategy that tries schedules in the order of what they cost.
 *
 * @param bound - complete up to this cost, and then at its end
 * @param upTo - how coverage says that all that cost no more were run
 * @param part - what cost nothing is run in every part, and counts for the first
 * @param room - how much is remembered of what is still to come, in numbers of 8 bytes
 */
export function inOrderOfCost(
  name: string,
  costs: Costs,
  { bound, part = whole, search, room }: SearchOptions & { readonly bound: number },
  upTo: (cost: number) => Coverage,
): Strategy {
  return new InOrderOfCost(name, new BoundedSearch(costs, { bound, part, search, room }), { bound, part }, upTo);
}

class InOrderOfCost implements Strategy {
  readonly name: string;
  surplus: Surplus | undefined = undefined;
  readonly #search: BoundedSearch;
  readonly #bound: number;
  readonly #part: Part;
  readonly #upTo: (cost: number) => Coverage;

  constructor(
    name: string,
    search: BoundedSearch,
    { bound, part }: { bound: number; part: Part },
    upTo: (cost: number) => Coverage,
  ) {
    this.name = name;
    this.#search = search;
    this.#bound = bound;
    this.#part = part;
    this.#upTo = upTo;
  }

  next(): Guide | undefined {
    return this.#search.next() ? this.#search : undefined;
  }

  learn(): void {
    this.surplus = this.#search.cost === 0 && this.#part.index > 0 ? "redundant" : undefined;
    this.#search.learn();
  }

  coverage(): Coverage {
    const { completeTo } = this.#search;
    // What a part has run says nothing of the other searches of a strategy, which are divided otherwise.
    if (completeTo === Infinity && this.#part.count === 1) return { kind: "complete" };
    return completeTo < 0 ? { kind: "sampled" } : this.#upTo(Math.min(completeTo, this.#bound));
  }

  save(): SavedSearch {
    return this.#search.save();
  }

  restore(saved: SavedSearch): void {
    this.#search.restore(saved);
  }
}
