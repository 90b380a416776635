import type { World } from "./world.ts";
import { type IoOptions, isThenable, startIo } from "./io.ts";

export interface ServiceOptions<T extends object> extends IoOptions {
  /** Methods that return no promise: they are called at once, and are no events. */
  sync?: readonly (keyof T & string)[];
}

/** The object as its users see it: the same type. */
export type Service<T extends object> = T;

/** A method of a service returned something else than a promise. */
export class SyncServiceMethodError extends TypeError {
  override readonly name = "SyncServiceMethodError";
  readonly method: string;

  constructor(service: string, method: string) {
    super(
      `${service}.${method}() returned no promise, but calls to a service are I/O. If it is synchronous, say so: ` +
        `sim.service("${service}", object, { sync: ["${method}"] }).`,
    );
    this.method = method;
  }
}

type Method = (...args: unknown[]) => unknown;

export function wrapService<T extends object>(
  world: World,
  name: string,
  object: T,
  options: ServiceOptions<T> | undefined,
): Service<T> {
  const methods = new Map<PropertyKey, Method>();
  const sync = new Set<PropertyKey>(options?.sync);
  const ioOptions = { channel: name, ...options };

  const wrap = (key: string, method: Method): Method => {
    const label = `${name}.${key}`;
    if (sync.has(key)) return (...args) => Reflect.apply(method, object, args);
    return (...args) =>
      startIo(
        world,
        label,
        () => {
          const answer: unknown = Reflect.apply(method, object, args);
          if (!isThenable(answer)) throw new SyncServiceMethodError(name, key);
          return answer;
        },
        ioOptions,
      );
  };

  return new Proxy(object, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown;
      if (typeof value !== "function" || typeof key === "symbol" || key === "constructor") return value;
      const known = methods.get(key) ?? wrap(key, value as Method);
      methods.set(key, known);
      return known;
    },
  });
}
