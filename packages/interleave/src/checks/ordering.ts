import type { History, Mark } from "../simulation/history.ts";

/** The marks of an execution came in an order that they must not have. */
export class OrderingError extends Error {
  override readonly name = "OrderingError";
  /** The marks that show it, in the order in which they came. */
  readonly marks: readonly Mark[];

  constructor(message: string, marks: readonly Mark[]) {
    super(message);
    this.marks = marks;
  }
}

/**
 * Checks that every mark `later` has a mark `earlier` before it; with `by`, one of the same key.
 *
 * @param by - the key of a mark, for histories of several things: `(mark) => mark.data.orderId`
 * @throws {OrderingError} naming the first mark that came too early
 * @example
 * happensBefore(sim.history, "saved", "confirmed");
 */
export function happensBefore(
  history: History,
  earlier: string,
  later: string,
  by: (mark: Mark) => unknown = one,
): void {
  const seen = new Set<unknown>();
  for (const mark of history) {
    if (mark.name === earlier) seen.add(by(mark));
    else if (mark.name === later && !seen.has(by(mark))) {
      throw new OrderingError(`${describe(mark)} came before any "${earlier}"; expected "${earlier}" first.`, [mark]);
    }
  }
}

/**
 * Checks that no two sections are open at the same time: what a lock, a queue of one or a transaction promises.
 *
 * A section begins with the mark `begin` and ends with the mark `end` of the same task; with `by`, of the same key.
 *
 * @throws {OrderingError} naming the two sections that overlap, or a section that ends before it began
 * @example
 * neverOverlap(sim.history, "enter", "leave");
 */
export function neverOverlap(history: History, begin: string, end: string, by: (mark: Mark) => unknown = owner): void {
  const open = new Map<unknown, Mark>();
  for (const mark of history) {
    if (mark.name === begin) {
      const other = open.values().next().value;
      if (other !== undefined) {
        throw new OrderingError(
          `${describe(mark)} came while ${describe(other)} had no "${end}" yet; expected one at a time.`,
          [other, mark],
        );
      }
      open.set(by(mark), mark);
    } else if (mark.name === end && !open.delete(by(mark))) {
      throw new OrderingError(`${describe(mark)} came without a "${begin}" before it.`, [mark]);
    }
  }
}

function one(): unknown {
  return undefined;
}

function owner(mark: Mark): unknown {
  return mark.owner;
}

function describe({ name, owner: by, step }: Mark): string {
  return `"${name}" of ${by} (step ${step})`;
}
