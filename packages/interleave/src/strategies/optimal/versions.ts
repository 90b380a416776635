import type { Footprint } from "../../footprint.ts";
import type { Pending, RunStep } from "./run.ts";

/**
 * A step with a number for what it did: a hash of its event, of what created it and opened its way, and of all that it
 * found. Steps are deterministic: two of the same event and version did the same.
 */
export interface VersionedStep extends RunStep {
  readonly version: number;
}

export interface VersionedRun {
  readonly steps: readonly VersionedStep[];
  readonly pending: readonly Pending[];
}

/** Where a step looked. */
export type Locations = readonly number[] | "nobody knows where";

/**
 * Numbers what `step` did after `before`.
 * @param locations - those that count
 */
export function versioned(
  step: RunStep,
  before: readonly VersionedStep[],
  locations: Locations = lookedAt(step.footprint),
): VersionedStep {
  const { event, creator, waits, insteadOf, footprint } = step;
  const version = found(locations, originOf(step, before), before);
  return { event, creator, waits, insteadOf, footprint, version };
}

export function lookedAt({ reads, writes, unknown }: Footprint): Locations {
  return unknown ? "nobody knows where" : [...reads, ...writes];
}

/** The same, but for what it has only overwritten: what was there makes no difference to what others find. */
export function seen({ reads, writes, overwrites = [], unknown }: Footprint): Locations {
  return unknown ? "nobody knows where" : [...reads, ...writes.filter((location) => !overwrites.includes(location))];
}

/** What an event brings along after `before`: that of its creator, and of those that opened its way. */
export function originOf({ event, creator, waits }: Pending, before: readonly VersionedStep[]): number {
  let origin = versionOf(creator, before);
  for (const { until } of waits) origin = (origin + versionOf(until, before)) % limit; // a sum: they have no order
  return mix(event, origin);
}

/** What comes of `origin` by looking somewhere after `before`: what is at a location, is what wrote it last. */
export function found(locations: Locations, origin: number, before: readonly VersionedStep[]): number {
  let version = origin;
  if (locations === "nobody knows where") {
    // All that has been done may count: a sum, for steps that commute have no order.
    for (const step of before) version = (version + step.version) % limit;
    return mix(0, version);
  }
  for (const location of locations) version = mix(location, (version + lastWrite(location, before)) % limit);
  return version;
}

function lastWrite(location: number, before: readonly VersionedStep[]): number {
  for (let index = before.length - 1; index >= 0; index--) {
    const { footprint, version } = before[index] as VersionedStep;
    if (footprint.unknown || footprint.writes.includes(location)) return version;
  }
  return 0;
}

function versionOf(event: number, before: readonly VersionedStep[]): number {
  if (event < 0) return 0;
  for (let index = before.length - 1; index >= 0; index--) {
    const step = before[index] as VersionedStep;
    if (step.event === event) return step.version;
  }
  return 0;
}

const limit = 2 ** 52;

/** Mixes a number of 32 bits and one of 52 into one of 52. */
function mix(a: number, b: number): number {
  const low = scramble(((b % 2 ** 32) | 0) ^ Math.imul(a + 1, 0x9e3779b1));
  const high = scramble(((b / 2 ** 32) | 0) + Math.imul(low, 0x85ebca77) + a);
  return (high >>> 12) * 2 ** 32 + (scramble(low ^ high) >>> 0);
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
