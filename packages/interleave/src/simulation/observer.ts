/** Is told of the use of shared objects. */
export interface Observer {
  /** A shared object has come into being: told before it is used. */
  created(object: object): void;
  touched(object: object, key: unknown, access: Access): void;
}

/** What is done with a property or entry; `"overwrite"`: it was there, and is set without a look at what it was. */
export type Access = "read" | "write" | "overwrite";

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
