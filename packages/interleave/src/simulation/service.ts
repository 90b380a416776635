import type { World } from "./world.ts";
import type { Rejections } from "./fault.ts";
import { type IoOptions, isThenable, startIo } from "./io.ts";
import { asReads, footprintOf, type Touches } from "./touches.ts";

export interface ServiceOptions<T extends object> extends Omit<IoOptions, "touches" | "mayReject" | "mayHang"> {
  /** Methods that return no promise: they are called at once, and are no events. */
  sync?: readonly (keyof T & string)[];
  /**
   * The shared state that a call touches, as {@link IoOptions.touches}: the same for all methods, or by the arguments and
   * the method; `undefined`: nothing is declared.
   *
   * @example
   * sim.service("bank", new Bank(), { touches: ([id]) => [`account:${id}`], readOnly: ["balance"] });
   */
  touches?: Touches | ((args: ArgumentsOf<T>, method: keyof T & string) => Touches | undefined);
  /** Methods that only read what they touch. */
  readOnly?: readonly (keyof T & string)[];
  /**
   * Calls may fail, as {@link IoOptions.mayReject}: those of all methods, or by method.
   *
   * @example
   * sim.service("bank", new Bank(), { mayReject: { add: new Error("503") }, mayHang: ["balance"] });
   */
  mayReject?: Rejections | { readonly [method in keyof T & string]?: Rejections };
  /** Calls may hang, as {@link IoOptions.mayHang}: those of all methods, or of these. */
  mayHang?: boolean | readonly (keyof T & string)[];
}

/** What the methods take: that of any of them, so that a position may be missing. */
export type ArgumentsOf<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => unknown ? readonly [...A, ...undefined[]] : never;
}[keyof T];

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
  const readOnly = new Set<PropertyKey>(options?.readOnly);
  const { touches, mayReject, mayHang, ...others } = { channel: name, ...options };
  if (touches !== undefined && typeof touches !== "function") footprintOf(name, touches, world.settings.locations);

  const ioOptions = (label: string, key: keyof T & string, args: unknown[]): IoOptions => {
    const declared = typeof touches === "function" ? touches(args as unknown as ArgumentsOf<T>, key) : touches;
    if (declared === undefined && mayReject === undefined && mayHang === undefined) return others;
    const io: IoOptions = { ...others, mayHang: mayHang === true || (Array.isArray(mayHang) && mayHang.includes(key)) };
    const rejects = isByMethod(mayReject) ? mayReject[key] : mayReject;
    if (rejects !== undefined) io.mayReject = rejects;
    if (declared !== undefined) io.touches = readOnly.has(key) ? asReads(label, declared) : declared;
    return io;
  };

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
        ioOptions(label, key as keyof T & string, args),
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

function isByMethod<T extends object>(
  mayReject: ServiceOptions<T>["mayReject"],
): mayReject is { readonly [method in keyof T & string]?: Rejections } {
  return typeof mayReject === "object" && !(mayReject instanceof Error) && !Array.isArray(mayReject);
}
