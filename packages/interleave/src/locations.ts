import { KEYS } from "./simulation/observer.ts";
import type { Footprint } from "./footprint.ts";

/**
 * Shared state as numbers: the same key is the same number in all executions of an exploration, so that what is learnt in
 * one of them can be used in the next.
 */
export class Locations {
  // What nearly every step touches has a number from the start; others are numbered from 0, as they are first touched.
  /** The end of the run. */
  readonly end: number = -1;
  /** The clock. */
  readonly time: number = -2;

  #count = 0;
  readonly #declared = new Map<string, number>();
  readonly #own = new Map<string, number>();
  readonly #codes = new Map<string, number>();
  /** By the number of the object. */
  readonly #codesOfTasks: number[] = [];
  /** By the number of the event. */
  readonly #timers: number[] = [];
  readonly #dueTimes = new Map<number, number>();
  /** By the number of the object. */
  readonly #inObjects: Map<unknown, number>[] = [];

  /** The number of a key that calls declare. */
  of(key: string): number {
    return this.#numberOf(this.#declared, key);
  }

  /** The number of something of the simulation's own that is seldom touched, such as its history. */
  ofSimulation(key: string): number {
    return this.#numberOf(this.#own, key);
  }

  /** Where the code of a task of the simulation, or of a stimulus, stands. */
  ofCode(owner: string): number {
    return this.#numberOf(this.#codes, owner);
  }

  /** Where the code of a task of the loop stands. */
  ofCodeOfTask(object: number): number {
    return (this.#codesOfTasks[object] ??= this.#count++);
  }

  /** Whether a timer has fired, or was cleared. */
  ofTimer(event: number): number {
    return (this.#timers[event] ??= this.#count++);
  }

  /** The timers that are due at a moment: they fire in the order in which they were set. */
  ofTimersDueAt(whenMs: number): number {
    return this.#numberOf(this.#dueTimes, whenMs);
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
      byKey: this.#byKey.map((numbers) => [...numbers]),
      byNumber: this.#byNumber,
      inObjects: inObjects as SavedLocations["inObjects"],
      count: this.#count,
    };
  }

  /** Instead of all numbers that there are now. */
  restore({ byKey, byNumber, inObjects, count }: SavedLocations): void {
    for (const [index, numbers] of this.#byKey.entries()) {
      numbers.clear();
      for (const [key, number] of byKey[index] ?? []) numbers.set(key, number);
    }
    for (const [index, numbers] of this.#byNumber.entries()) {
      numbers.length = 0;
      // JSON has null for what is not there.
      for (const [at, number] of (byNumber[index] ?? []).entries()) if (number !== null) numbers[at] = number;
    }
    this.#inObjects.length = 0;
    for (const [object, entries] of inObjects.entries()) {
      if (entries) this.#inObjects[object] = new Map(entries.map(([key, number]) => [restoreKey(key), number]));
    }
    this.#count = count;
  }

  get #byKey(): Map<string | number, number>[] {
    return [this.#declared, this.#own, this.#codes, this.#dueTimes] as Map<string | number, number>[];
  }

  get #byNumber(): number[][] {
    return [this.#codesOfTasks, this.#timers];
  }

  /** What a person knows of a footprint: keys, and properties of objects. */
  describe({ reads, writes }: Pick<Footprint, "reads" | "writes">): string[] {
    const names = new Map<number, string>();
    for (const [key, location] of this.#declared) names.set(location, `"${key}"`);
    this.#inObjects.forEach((keys, object) => {
      for (const [key, location] of keys) names.set(location, `${String(key)} of object ${object}`);
    });
    const list = (locations: readonly number[], verb: string): string[] =>
      locations.flatMap((location) => (names.has(location) ? [`${names.get(location)} (${verb})`] : []));
    return [...list(reads, "reads"), ...list(writes, "writes")];
  }

  #numberOf<K>(numbers: Map<K, number>, key: K): number {
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = this.#count++));
    return number;
  }
}

type SavedKey = { readonly key: string | number | boolean | null } | "keys";

export interface SavedLocations {
  readonly byKey: readonly (readonly (readonly [string | number, number])[])[];
  readonly byNumber: readonly (readonly (number | null)[])[];
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
