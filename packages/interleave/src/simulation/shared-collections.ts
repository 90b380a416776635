import { KEYS, type Sharing } from "./observer.ts";

/** The methods of a shared map: each entry is a location of its own. */
export function mapMethods(objects: Sharing, map: Map<unknown, unknown>): Readonly<Record<PropertyKey, unknown>> {
  const { observer } = objects;
  const read = (key: unknown): void => observer.touched(map, key, "read");
  const write = (key: unknown): void => observer.touched(map, key, "write");

  function* entries(): Generator<[unknown, unknown]> {
    read(KEYS);
    for (const [key, value] of map) {
      read(key);
      yield [objects.proxyOf(key), objects.proxyOf(value)];
    }
  }
  return {
    get size(): number {
      read(KEYS);
      return map.size;
    },
    get: (key: unknown): unknown => {
      const own = objects.targetOf(key);
      read(own);
      return objects.proxyOf(map.get(own));
    },
    has: (key: unknown): boolean => {
      const own = objects.targetOf(key);
      read(own);
      return map.has(own);
    },
    set(this: unknown, key: unknown, value: unknown): unknown {
      const [ownKey, ownValue] = [objects.targetOf(key), objects.targetOf(value)];
      for (const one of [ownKey, ownValue]) objects.adopt(one);
      if (map.has(ownKey)) observer.touched(map, ownKey, "overwrite");
      else {
        write(KEYS);
        write(ownKey);
      }
      map.set(ownKey, ownValue);
      return this;
    },
    ...removal(objects, map),
    forEach: (callback: (value: unknown, key: unknown, map: unknown) => void): void => {
      for (const [key, value] of entries()) callback(value, key, objects.proxyOf(map));
    },
    entries,
    *keys(): Generator {
      for (const [key] of entries()) yield key;
    },
    *values(): Generator {
      for (const [, value] of entries()) yield value;
    },
    [Symbol.iterator]: entries,
  };
}

/** The methods of a shared set: each member is a location of its own. */
export function setMethods(objects: Sharing, set: Set<unknown>): Readonly<Record<PropertyKey, unknown>> {
  const { observer } = objects;

  function* members(): Generator {
    observer.touched(set, KEYS, "read");
    for (const member of set) {
      observer.touched(set, member, "read");
      yield objects.proxyOf(member);
    }
  }
  return {
    get size(): number {
      observer.touched(set, KEYS, "read");
      return set.size;
    },
    has: (member: unknown): boolean => {
      const own = objects.targetOf(member);
      observer.touched(set, own, "read");
      return set.has(own);
    },
    add(this: unknown, member: unknown): unknown {
      const own = objects.targetOf(member);
      objects.adopt(own);
      if (!set.has(own)) {
        observer.touched(set, KEYS, "write");
        observer.touched(set, own, "write");
      } else observer.touched(set, own, "read");
      set.add(own);
      return this;
    },
    ...removal(objects, set),
    forEach: (callback: (member: unknown, again: unknown, set: unknown) => void): void => {
      for (const member of members()) callback(member, member, objects.proxyOf(set));
    },
    *entries(): Generator<[unknown, unknown]> {
      for (const member of members()) yield [member, member];
    },
    keys: members,
    values: members,
    [Symbol.iterator]: members,
  };
}

/** What maps and sets have in common. */
function removal(
  objects: Sharing,
  collection: Map<unknown, unknown> | Set<unknown>,
): { delete: (key: unknown) => boolean; clear: () => void } {
  const write = (key: unknown): void => objects.observer.touched(collection, key, "write");
  return {
    delete: (key) => {
      const own = objects.targetOf(key);
      if (collection.has(own)) write(KEYS);
      write(own);
      return collection.delete(own);
    },
    clear: () => {
      write(KEYS);
      for (const key of collection.keys()) write(key);
      collection.clear();
    },
  };
}
