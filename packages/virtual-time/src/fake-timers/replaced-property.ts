/**
 * Puts `value` in the place of a property, own or inherited, whatever kind it was.
 *
 * @returns the function that puts back what was there
 */
export function replaceProperty(owner: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  if (before?.writable === true) {
    Reflect.set(owner, key, value);
    return () => void Reflect.set(owner, key, before.value);
  }
  Object.defineProperty(owner, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}
