/** One property of an object of the host that a scope takes over: where it is, and what stands in for it. */
export interface StandIn {
  readonly owner: object;
  readonly key: string;
  readonly value?: unknown;
  /** Where it is no plain value. */
  readonly get?: () => unknown;
}

/** Stand-ins for properties of `globalThis`. */
export function globalStandIns(values: Record<string, unknown>): StandIn[] {
  return standInsOf(globalThis, values);
}

export function standInsOf(owner: object, values: Record<string, unknown>): StandIn[] {
  return Object.entries(values).map(([key, value]) => ({ owner, key, value }));
}
