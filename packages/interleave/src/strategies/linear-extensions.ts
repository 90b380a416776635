import { HappensBefore } from "./optimal/happens-before.ts";
import type { Run } from "./optimal/run.ts";

/** More steps than that are not put in order: to compare each with each would take longer than to run them. */
const MAX_STEPS = 200;
/** More sets of steps that are closed under their causes are not gone through. */
const MAX_DOWNSETS = 500;
/** So many random orders are looked at where there are more. */
const WALKS = 8;

/** How many interleavings one execution stands for, or several do. */
export interface Interleavings {
  readonly count: number;
  /** Whether it was counted; else it is an estimate. */
  readonly isExact: boolean;
}

/**
 * In how many orders the steps of a run may come: the linear extensions of its causal order.
 *
 * They are counted where few sets of steps can be the first to happen; else by random orders, of which the product of the
 * numbers of alternatives is an unbiased estimate (Knuth, Mathematics of Computation 1975).
 *
 * @param random - gives numbers from 0 to 1
 * @returns `undefined` if the run is too long
 */
export function linearExtensionsOf({ steps }: Pick<Run, "steps">, random: () => number): Interleavings | undefined {
  if (steps.length > MAX_STEPS) return undefined;
  const chains = new Chains({ steps });
  const count = chains.countOrders();
  if (count !== undefined) return { count, isExact: count <= Number.MAX_SAFE_INTEGER };
  let sum = 0;
  for (let walk = 0; walk < WALKS; walk++) sum += chains.walk(random);
  return { count: sum / WALKS, isExact: false };
}

/** The steps as a few chains, each in causal order: what has happened is a number of steps of each chain. */
class Chains {
  readonly #steps: number;
  /** For each chain and each of its steps, how many steps of each chain come before it. */
  readonly #needs: (readonly number[])[][] = [];

  constructor({ steps }: Pick<Run, "steps">) {
    this.#steps = steps.length;
    const order = new HappensBefore();
    const chains: number[][] = [];
    const places: { chain: number; index: number }[] = [];
    for (const [position, step] of steps.entries()) {
      order.add(step);
      let chain = chains.findIndex((one) => order.inPast(one.at(-1) as number, position));
      if (chain < 0) chain = chains.push([]) - 1;
      places.push({ chain, index: (chains[chain] as number[]).push(position) - 1 });
    }
    for (const chain of chains) {
      this.#needs.push(
        chain.map((position) => {
          const needs = chains.map(() => 0);
          for (let earlier = 0; earlier < position; earlier++) {
            const { chain: one, index } = places[earlier] as { chain: number; index: number };
            if (order.inPast(earlier, position)) needs[one] = index + 1;
          }
          return needs;
        }),
      );
    }
  }

  /** By dynamic programming over what may have happened; `undefined` if that is too much. */
  countOrders(): number | undefined {
    const radices: number[] = [];
    let radix = 1;
    for (const chain of this.#needs) {
      radices.push(radix);
      radix *= chain.length + 1;
    }
    if (radix > Number.MAX_SAFE_INTEGER) return undefined;
    let layer = new Map([[0, 1]]);
    let downsets = 1;
    const happened: number[] = this.#needs.map(() => 0);
    for (let step = 0; step < this.#steps; step++) {
      const next = new Map<number, number>();
      for (const [key, orders] of layer) {
        for (let chain = 0; chain < happened.length; chain++) {
          happened[chain] = Math.floor(key / (radices[chain] as number)) % ((this.#needs[chain]?.length as number) + 1);
        }
        for (let chain = 0; chain < happened.length; chain++) {
          if (!this.#mayGoOn(chain, happened)) continue;
          const after = key + (radices[chain] as number);
          next.set(after, (next.get(after) ?? 0) + orders);
        }
      }
      downsets += next.size;
      if (downsets > MAX_DOWNSETS) return undefined;
      layer = next;
    }
    return [...layer.values()][0];
  }

  /** A random order: the product of the numbers of steps of which each was drawn. */
  walk(random: () => number): number {
    const happened: number[] = this.#needs.map(() => 0);
    let product = 1;
    for (let step = 0; step < this.#steps; step++) {
      const ready: number[] = [];
      for (let chain = 0; chain < happened.length; chain++) if (this.#mayGoOn(chain, happened)) ready.push(chain);
      product *= ready.length;
      (happened[ready[Math.floor(random() * ready.length)] as number] as number)++;
    }
    return product;
  }

  #mayGoOn(chain: number, happened: readonly number[]): boolean {
    const needs = this.#needs[chain]?.[happened[chain] as number];
    if (needs === undefined) return false;
    for (let one = 0; one < needs.length; one++) if ((happened[one] as number) < (needs[one] as number)) return false;
    return true;
  }
}
