/** One property of a global object that a scope takes over: where it is, and what stands in for it. */
export interface StandIn {
  readonly owner: object;
  readonly key: string;
  readonly value: unknown;
}
