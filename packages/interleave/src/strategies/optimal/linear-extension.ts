import { causalOrder, type HappensBefore } from "./happens-before.ts";
import type { Run, RunStep } from "./run.ts";

/**
 * Another order of the steps of a run that its causal order allows, as far from the present one as a simple rule takes it:
 * the step comes next that came last, of those that may. By what footprints tell, the run is the same in this order.
 *
 * @returns positions in the run
 */
export function farLinearExtension({ steps }: Pick<Run, "steps">): number[] {
  return byPriority(steps, [...steps.keys()]);
}

/**
 * Any order that its causal order allows, by a random priority for each step.
 *
 * @param random - gives numbers from 0 to 1
 * @returns positions in the run
 */
export function randomLinearExtension({ steps }: Pick<Run, "steps">, random: () => number): number[] {
  return byPriority(
    steps,
    steps.map(() => random()),
  );
}

/** Always the step of the highest priority comes next, of those whose past is complete. */
function byPriority(steps: readonly RunStep[], priorities: readonly number[]): number[] {
  const order = causalOrder(steps);
  const before = steps.map((_, position) => countPast(order, position));
  const extension: number[] = [];
  const ready = [...steps.keys()].filter((position) => before[position] === 0);
  while (ready.length > 0) {
    let highest = 0;
    for (let place = 1; place < ready.length; place++) {
      if (priorityAt(place) > priorityAt(highest)) highest = place;
    }
    const [next] = ready.splice(highest, 1) as [number];
    extension.push(next);
    for (let later = next + 1; later < steps.length; later++) {
      if (order.inPast(next, later) && --(before[later] as number) === 0) ready.push(later);
    }
  }
  return extension;

  function priorityAt(place: number): number {
    return priorities[ready[place] as number] as number;
  }
}

/** How many steps have to come before this one. */
function countPast(order: HappensBefore, position: number): number {
  let count = 0;
  for (let earlier = 0; earlier < position; earlier++) if (order.inPast(earlier, position)) count++;
  return count;
}

/** An order, and the two neighbours that were swapped last on the way to it: the first of them came first before. */
export interface Waypoint {
  readonly order: readonly number[];
  readonly swapped: readonly [number, number] | undefined;
}

/**
 * The order after some swaps of neighbours on the way from the order of the run to an extension. Each swap is one of steps
 * that commute: they are in one order here and in the other there.
 *
 * @param swaps - how many; with `Infinity`, or too many, the way ends at the extension
 */
export function towards(extension: readonly number[], swaps: number): Waypoint & { readonly swaps: number } {
  const order = extension.map((_, position) => position);
  let done = 0;
  let swapped: Waypoint["swapped"];
  for (const [target, step] of extension.entries()) {
    for (let at = order.indexOf(step); at > target && done < swaps; at--) {
      const first = order[at - 1] as number;
      order[at - 1] = step;
      order[at] = first;
      swapped = [first, step];
      done++;
    }
  }
  return { order, swapped, swaps: done };
}

/** The positions of steps that may as well come right after the next one, by their footprints. */
export function commuting({ steps }: Pick<Run, "steps">): number[] {
  const order = causalOrder(steps);
  const found: number[] = [];
  for (const position of steps.keys()) {
    if (position > 0 && !order.inPast(position - 1, position)) found.push(position - 1);
  }
  return found;
}
