import { KEYS } from "./simulation/observer.ts";

/**
 * Shared state as numbers: the same key is the same number in all executions of an exploration, so that what is learnt in
 * one of them can be used in the next.
 */
export class Locations {
  readonly #declared = new Map<string, number>();
  readonly #own = new Map<string, number>();
  /** By the number of the object. */
  readonly #inObjects: Map<unknown, number>[] = [];
  #count = 0;

  /** The number of a key that calls declare. */
  of(key: string): number {
    return this.#numberOf(this.#declared, key);
  }

  /** The number of something of the simulation's own, such as its clock. */
  ofSimulation(key: string): number {
    return this.#numberOf(this.#own, key);
  }

  /** The number of a property or entry of an object. */
  in(object: number, key: unknown): number {
    return this.#numberOf((this.#inObjects[object] ??= new Map<unknown, number>()), key);
  }

  /** All numbers, as plain data; `undefined` if there are keys that mean nothing in another process. */
  save(): SavedLocations | undefined {
    const inObjects = this.#inObjects.map((numbers) =>
      [...numbers].map(([key, number]) => [saveKey(key), number] as const),
    );
    if (inObjects.some((entries) => entries.some(([key]) => key === undefined))) return undefined;
    return {
      declared: [...this.#declared],
      own: [...this.#own],
      inObjects: inObjects as SavedLocations["inObjects"],
      count: this.#count,
    };
  }

  /** Instead of all numbers that there are now. */
  restore({ declared, own, inObjects, count }: SavedLocations): void {
    this.#declared.clear();
    for (const [key, number] of declared) this.#declared.set(key, number);
    this.#own.clear();
    for (const [key, number] of own) this.#own.set(key, number);
    this.#inObjects.length = 0;
    for (const [object, entries] of inObjects.entries()) {
      if (entries) this.#inObjects[object] = new Map(entries.map(([key, number]) => [restoreKey(key), number]));
    }
    this.#count = count;
  }

  #numberOf<K>(numbers: Map<K, number>, key: K): number {
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = this.#count++));
    return number;
  }
}

type SavedKey = { readonly key: string | number | boolean | null } | "keys";

export interface SavedLocations {
  readonly declared: readonly (readonly [string, number])[];
  readonly own: readonly (readonly [string, number])[];
  /** A hole where an object has none. */
  readonly inObjects: readonly (readonly (readonly [SavedKey, number])[] | null)[];
  readonly count: number;
}

function saveKey(key: unknown): SavedKey | undefined {
  if (key === KEYS) return "keys";
  const isPlain = key === null || typeof key === "string" || typeof key === "boolean" || Number.isFinite(key);
  return isPlain ? { key: key as string | number | boolean | null } : undefined;
}

function restoreKey(saved: SavedKey): unknown {
  return saved === "keys" ? KEYS : saved.key;
}
