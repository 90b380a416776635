import type { Footprint } from "../../footprint.ts";
import type { Pending } from "./run.ts";
import { found, type Locations, lookedAt, originOf, type VersionedStep } from "./versions.ts";

/** Of how many situations the memory keeps what one event did there; then it forgets the oldest. */
const kept = 1000;

/** What an event did in situations in which it looked at certain locations. */
interface Observations {
  readonly locations: Locations;
  /** By what it found there. */
  readonly footprints: Map<number, Footprint>;
}

/**
 * Remembers what events did. One that finds what it found before, wherever it looked, does the same again: a turned race
 * need not be run to learn what its last step does, if that did it before.
 */
export class Memory {
  readonly #observations = new Map<number, Observations[]>();

  /** What `event` will do after `before`, if that is known. */
  recall(event: Pending, before: readonly VersionedStep[]): Footprint | undefined {
    const observations = this.#observations.get(event.event);
    if (observations === undefined) return undefined;
    const origin = originOf(event, before);
    for (const { locations, footprints } of observations) {
      const footprint = footprints.get(found(locations, origin, before));
      if (footprint !== undefined) return footprint;
    }
    return undefined;
  }

  save(): SavedMemory {
    return [...this.#observations].map(([event, observations]) => [
      event,
      observations.map(({ locations, footprints }) => ({ locations, footprints: [...footprints] })),
    ]);
  }

  static restore(saved: SavedMemory): Memory {
    const memory = new Memory();
    for (const [event, observations] of saved) {
      memory.#observations.set(
        event,
        observations.map(({ locations, footprints }) => ({ locations, footprints: new Map(footprints) })),
      );
    }
    return memory;
  }

  /** Takes note of what a step did. */
  note({ event, footprint, version }: VersionedStep): void {
    let observations = this.#observations.get(event);
    if (observations === undefined) this.#observations.set(event, (observations = []));
    const locations = lookedAt(footprint);
    let alike = observations.find((one) => same(one.locations, locations));
    if (alike === undefined) observations.push((alike = { locations, footprints: new Map() }));
    const { footprints } = alike;
    footprints.set(version, footprint);
    if (footprints.size > kept) for (const oldest of footprints.keys()) return void footprints.delete(oldest);
  }
}

/** A memory, as plain data. */
export type SavedMemory = readonly [
  event: number,
  observations: readonly { readonly locations: Locations; readonly footprints: readonly [number, Footprint][] }[],
][];

function same(a: Locations, b: Locations): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a.length === b.length && a.every((location, index) => b[index] === location);
}
