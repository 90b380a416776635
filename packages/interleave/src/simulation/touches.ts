import type { Footprint } from "../footprint.ts";
import type { Locations } from "../locations.ts";

/**
 * The shared state that an effect touches, by keys of your choosing: what it writes, or what it reads, what it writes, and
 * what it overwrites: sets, whatever was there.
 */
export type Touches =
  | readonly string[]
  | {
      readonly reads?: readonly string[];
      readonly writes?: readonly string[];
      readonly overwrites?: readonly string[];
    };

type Keys = Required<Exclude<Touches, readonly string[]>>;

/** What a call declares, as locations. */
export function footprintOf(call: string, touches: Touches, locations: Locations): Footprint {
  const { reads, writes, overwrites } = keysOf(call, touches);
  const number = (key: string): number => locations.of(key);
  const written = { reads: reads.map(number), writes: [...writes, ...overwrites].map(number), unknown: false };
  if (overwrites.length === 0) return written;
  const unseen = overwrites.filter((key) => !reads.includes(key) && !writes.includes(key));
  return { ...written, overwrites: unseen.map(number) };
}

/** What a call declares that only reads: the keys that another would write. */
export function asReads(call: string, touches: Touches): Touches {
  const { reads, writes, overwrites } = keysOf(call, touches);
  return { reads: [...reads, ...writes, ...overwrites] };
}

/** A call declares what it touches in a form that means nothing. */
export class TouchesError extends TypeError {
  override readonly name = "TouchesError";
  readonly call: string;

  constructor(call: string, got: unknown) {
    super(
      `The option "touches" of "${call}" must be a list of the keys that it writes, as ["account:1"], or ` +
        `{ reads: [...], writes: [...], overwrites: [...] }, and holds ${typeof got === "string" ? `"${got}"` : String(got)}.`,
    );
    this.call = call;
  }
}

/** Checked: JavaScript can hand over anything. */
function keysOf(call: string, touches: Touches): Keys {
  if (isList(touches)) return { reads: [], writes: strings(call, touches), overwrites: [] };
  if (typeof touches !== "object" || touches === null) throw new TouchesError(call, touches);
  for (const name of Object.keys(touches))
    if (name !== "reads" && name !== "writes" && name !== "overwrites") throw new TouchesError(call, name);
  const { reads = [], writes = [], overwrites = [] } = touches;
  return { reads: strings(call, reads), writes: strings(call, writes), overwrites: strings(call, overwrites) };
}

function strings(call: string, keys: readonly string[]): readonly string[] {
  if (!Array.isArray(keys)) throw new TouchesError(call, keys);
  for (const key of keys as readonly unknown[]) if (typeof key !== "string") throw new TouchesError(call, key);
  return keys as readonly string[];
}

function isList(touches: Touches): touches is readonly string[] {
  return Array.isArray(touches);
}
