import type { Footprint } from "../footprint.ts";
import type { Locations } from "../locations.ts";

/** The shared state that an effect touches, by keys of your choosing: what it writes, or what it reads and what it writes. */
export type Touches = readonly string[] | { readonly reads?: readonly string[]; readonly writes?: readonly string[] };

/** What a call declares, as locations. */
export function footprintOf(call: string, touches: Touches, locations: Locations): Footprint {
  const { reads, writes } = keysOf(call, touches);
  const number = (key: string): number => locations.of(key);
  return { reads: reads.map(number), writes: writes.map(number), unknown: false };
}

/** What a call declares that only reads: the keys that another would write. */
export function asReads(call: string, touches: Touches): Touches {
  const { reads, writes } = keysOf(call, touches);
  return { reads: [...reads, ...writes] };
}

/** A call declares what it touches in a form that means nothing. */
export class TouchesError extends TypeError {
  override readonly name = "TouchesError";
  readonly call: string;

  constructor(call: string, got: unknown) {
    super(
      `The option "touches" of "${call}" must be a list of the keys that it writes, as ["account:1"], or ` +
        `{ reads: [...], writes: [...] }, and holds ${typeof got === "string" ? `"${got}"` : String(got)}.`,
    );
    this.call = call;
  }
}

/** Checked: JavaScript can hand over anything. */
function keysOf(call: string, touches: Touches): { reads: readonly string[]; writes: readonly string[] } {
  if (isList(touches)) return { reads: [], writes: strings(call, touches) };
  if (typeof touches !== "object" || touches === null) throw new TouchesError(call, touches);
  for (const name of Object.keys(touches))
    if (name !== "reads" && name !== "writes") throw new TouchesError(call, name);
  return { reads: strings(call, touches.reads ?? []), writes: strings(call, touches.writes ?? []) };
}

function strings(call: string, keys: readonly string[]): readonly string[] {
  if (!Array.isArray(keys)) throw new TouchesError(call, keys);
  for (const key of keys as readonly unknown[]) if (typeof key !== "string") throw new TouchesError(call, key);
  return keys as readonly string[];
}

function isList(touches: Touches): touches is readonly string[] {
  return Array.isArray(touches);
}
