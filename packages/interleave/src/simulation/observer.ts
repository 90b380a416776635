/** Is told of the use of shared objects. */
export interface Observer {
  /** A shared object has come into being: told before it is used. */
  created(object: object): void;
  touched(object: object, key: unknown, access: "read" | "write"): void;
}

/** Which properties or entries there are: who adds or removes one writes it, who lists them reads it. */
export const KEYS: unique symbol = Symbol("keys");

/** Shared objects and the proxies that stand for them. */
export interface Sharing {
  readonly observer: Observer;
  /** From now on this can be reached by whoever can reach what holds it. */
  adopt(value: unknown): void;
  /** What users work with. */
  proxyOf<T>(value: T): T;
  /** What it stands for. */
  targetOf<T>(value: T): T;
}
