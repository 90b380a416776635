import { ITEMS_PER_PART, type Part, whole } from "./part.ts";

/** What {@link ChoicePath.take} answers where all alternatives belong to other parts: the execution is given up. */
const NOT_OURS = -1;

/**
 * A path through a tree of choices, which visits every leaf once, depth first: each execution follows it and lengthens it
 * by first alternatives; then it goes on at the last choice that has another.
 *
 * Where the tree is divided, an item is the subtree below the first choice at which the alternatives along the path,
 * multiplied, come to some dozens for each part; or a leaf before that.
 */
export class ChoicePath {
  readonly #taken: number[] = [];
  readonly #widths: number[] = [];
  /** Of the widths up to here, this one included. */
  readonly #products: number[] = [];
  #depth = 0;
  readonly #isOurs: ((item: number) => boolean) | undefined;
  readonly #items: number;
  /** How many items it has come to. */
  #item = 0;
  /** How many leaves of its own it has visited. */
  #leaves = 0;

  constructor(part: Part = whole, search = 0) {
    this.#isOurs = part.count === 1 ? undefined : part.divide(search);
    this.#items = part.count * ITEMS_PER_PART;
  }

  /** The alternative to take at the next choice of this execution, of `width` alternatives; -1 to give it up. */
  take(width: number): number {
    const depth = this.#depth++;
    const isNew = depth >= this.#taken.length - 1; // the last one has just been changed
    if (depth === this.#taken.length) {
      this.#taken.push(0);
      this.#widen(width);
    }
    if (this.#isOurs !== undefined && isNew && this.#endsItem(depth) && !this.#findOurs(depth)) return NOT_OURS;
    return this.#taken[depth] as number;
  }

  /**
   * The execution has ended: whether it is a leaf of its own.
   * @param givenUp - as all alternatives were of other parts
   */
  visited(givenUp: boolean): boolean {
    const isItem = (this.#products.at(-1) ?? 1) < this.#items;
    const isOurs = !givenUp && (this.#isOurs === undefined || !isItem || this.#isOurs(this.#item++));
    if (isOurs) this.#leaves++;
    return isOurs;
  }

  /** Goes on to the next leaf. `false` when all have been visited. */
  advance(): boolean {
    this.#depth = 0;
    while (this.#taken.length > 0) {
      const last = this.#taken.length - 1;
      const untried = (this.#taken[last] as number) + 1;
      if (untried < (this.#widths[last] as number)) {
        this.#taken[last] = untried;
        return true;
      }
      this.#taken.pop();
      this.#widths.pop();
      this.#products.pop();
    }
    return false;
  }

  /**
   * About how many leaves there are: those visited, by the share of the tree that lies behind, where a choice divides what
   * is below it into equal shares (Knuth, Mathematics of Computation 1975).
   */
  estimate(): number | undefined {
    let behind = 0;
    let share = 1;
    for (const [depth, taken] of this.#taken.entries()) {
      share /= this.#widths[depth] as number;
      behind += taken * share;
    }
    return behind === 0 ? undefined : this.#leaves / behind;
  }

  save(): SavedPath {
    return { taken: [...this.#taken], widths: [...this.#widths], item: this.#item, leaves: this.#leaves };
  }

  restore({ taken, widths, item, leaves }: SavedPath): void {
    this.#taken.push(...taken);
    for (const width of widths) this.#widen(width);
    this.#item = item;
    this.#leaves = leaves;
  }

  #widen(width: number): void {
    this.#widths.push(width);
    this.#products.push((this.#products.at(-1) ?? 1) * width);
  }

  /** Whether the alternatives of the choice at this depth are items. */
  #endsItem(depth: number): boolean {
    const before = this.#products[depth - 1] ?? 1;
    return before < this.#items && (this.#products[depth] as number) >= this.#items;
  }

  /** Goes on to the first alternative of its own, from the present one on. */
  #findOurs(depth: number): boolean {
    const isOurs = this.#isOurs as (item: number) => boolean;
    while (!isOurs(this.#item++)) {
      if ((this.#taken[depth] as number) + 1 === this.#widths[depth]) return false;
      (this.#taken[depth] as number)++;
    }
    return true;
  }
}

export interface SavedPath {
  readonly taken: readonly number[];
  readonly widths: readonly number[];
  readonly item: number;
  readonly leaves: number;
}
