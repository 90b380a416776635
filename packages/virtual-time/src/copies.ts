import { builtinModule } from "./globals/builtin-modules.ts";

/**
 * What every copy of this package shares on the same `holder`: there are several where ES modules and CommonJS meet, where
 * a test runner loads modules anew for each file, and in its contexts of `node:vm`.
 *
 * @param make - called by the first copy that asks. Copies of other versions rely on what it returns: who changes its form
 * changes {@link FORM}, and copies that differ in it do not know each other.
 */
export function sharedByCopies<T>(holder: object, name: string, make: () => T): T {
  const key = Symbol.for(`heddle.virtual-time.${FORM}.${name}`);
  const held = Object.getOwnPropertyDescriptor(holder, key);
  if (held !== undefined) return held.value as T;
  const value = make();
  Object.defineProperty(holder, key, { value });
  return value;
}

const FORM = 1;

/** An object that all contexts of this thread see; where the host has no modules of its own, `globalThis`. */
export function thread(): object {
  return builtinModule<object>("node:async_hooks") ?? globalThis;
}
