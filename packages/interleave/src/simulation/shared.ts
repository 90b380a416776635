import { KEYS, type Observer, type Sharing } from "./observer.ts";
import { mapMethods, setMethods } from "./shared-collections.ts";

/**
 * Objects of which every use is seen, property by property: plain objects, arrays, `Map`, `Set` and instances of classes,
 * with all that they hold. Users work with proxies; the objects themselves hold no proxy.
 */
export class SharedObjects implements Sharing {
  readonly observer: Observer;
  // Not weak: they are gone with the execution, and a weak map costs several times as much.
  readonly #proxies = new Map<object, object>();
  readonly #targets = new Map<object, object>();
  #objectHandler: ObjectHandler | undefined;

  constructor(observer: Observer) {
    this.observer = observer;
  }

  /** @throws {SharedObjectError} for what keeps its state where no proxy reaches, such as a `Date` */
  share<T>(value: T): T {
    if (isOutOfReach(value)) throw new SharedObjectError(`a ${tagOf(value)}`);
    this.adopt(value);
    return this.proxyOf(value);
  }

  /**
   * All that an object holds is known from the moment it can be reached, so that every execution counts it alike. Promises,
   * dates and their like stay as they are.
   */
  adopt(value: unknown): void {
    if (!isObject(value) || this.#proxies.has(value) || this.#targets.has(value) || isOutOfReach(value)) return;
    const proxy = new Proxy(value, this.#handlerOf(value));
    this.#proxies.set(value, proxy);
    this.#targets.set(proxy, value);
    this.observer.created(value);
    if (value instanceof Map) for (const entry of value) entry.forEach((one) => this.adopt(one));
    else if (value instanceof Set) for (const one of value) this.adopt(one);
    else for (const key of Reflect.ownKeys(value)) this.adopt(Reflect.getOwnPropertyDescriptor(value, key)?.value);
  }

  proxyOf<T>(value: T): T {
    return isObject(value) ? ((this.#proxies.get(value) as T | undefined) ?? value) : value;
  }

  targetOf<T>(value: T): T {
    return isObject(value) ? ((this.#targets.get(value) as T | undefined) ?? value) : value;
  }

  #handlerOf(value: object): ProxyHandler<object> {
    if (value instanceof Map) return collectionHandler(mapMethods(this, value));
    if (value instanceof Set) return collectionHandler(setMethods(this, value));
    return (this.#objectHandler ??= new ObjectHandler(this));
  }
}

/** For what is no collection: every property is a location of its own. */
class ObjectHandler implements ProxyHandler<object> {
  readonly #objects: Sharing;
  readonly #observer: Observer;

  constructor(objects: Sharing) {
    this.#objects = objects;
    this.#observer = objects.observer;
  }

  get(target: object, key: PropertyKey, receiver: unknown): unknown {
    let value: unknown;
    try {
      value = Reflect.get(target, key, receiver);
    } catch (error) {
      throw explained(error, target);
    }
    if (typeof value === "function" && !Object.hasOwn(target, key)) return methodOf(target, value as Method);
    this.#observer.touched(target, key, "read");
    const proxy = this.#objects.proxyOf(value);
    return proxy !== value && sealed(target, key) ? value : proxy;
  }

  /** A plain assignment at once; what else there is comes through defineProperty, and setters run with the proxy as `this`. */
  set(target: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
    const own = Reflect.getOwnPropertyDescriptor(target, key);
    const isPlain = own?.writable === true && !Array.isArray(target) && this.#objects.targetOf(receiver) === target;
    if (!isPlain) return Reflect.set(target, key, value, receiver);
    this.#observer.touched(target, key, "overwrite"); // it can be assigned to: an assignment does not change that
    const ownValue = this.#objects.targetOf(value);
    this.#objects.adopt(ownValue);
    return Reflect.set(target, key, ownValue);
  }

  has(target: object, key: PropertyKey): boolean {
    this.#observer.touched(target, key, "read");
    return Reflect.has(target, key);
  }

  ownKeys(target: object): (string | symbol)[] {
    this.#observer.touched(target, KEYS, "read");
    return Reflect.ownKeys(target);
  }

  getOwnPropertyDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
    this.#observer.touched(target, key, "read");
    const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
    if (descriptor?.configurable === true && "value" in descriptor) {
      descriptor.value = this.#objects.proxyOf<unknown>(descriptor.value);
    }
    return descriptor;
  }

  defineProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    if (!Object.hasOwn(target, key)) this.#observer.touched(target, KEYS, "write");
    this.#observer.touched(target, key, "write");
    if (!("value" in descriptor)) return Reflect.defineProperty(target, key, descriptor);
    const value: unknown = this.#objects.targetOf<unknown>(descriptor.value);
    this.#objects.adopt(value);
    if (Array.isArray(target) && key === "length") this.#cut(target, value as number);
    return Reflect.defineProperty(target, key, { ...descriptor, value });
  }

  deleteProperty(target: object, key: PropertyKey): boolean {
    this.#observer.touched(target, KEYS, "write");
    this.#observer.touched(target, key, "write");
    return Reflect.deleteProperty(target, key);
  }

  /** A shorter length takes elements away. */
  #cut(array: readonly unknown[], length: number): void {
    for (let index = length; index < array.length; index++) this.#observer.touched(array, String(index), "write");
  }
}

/** `sim.shared()` cannot look into an object. */
export class SharedObjectError extends TypeError {
  override readonly name = "SharedObjectError";
  readonly what: string;

  constructor(what: string, options?: ErrorOptions) {
    super(
      `sim.shared() cannot see what ${what} does: it keeps its state where no proxy reaches (private fields, or the ` +
        "engine's own). Share what it holds, or declare what each call touches: sim.io(name, effect, { touches }).",
      options,
    );
    this.what = what;
  }
}

type Method = (...args: unknown[]) => unknown;

/** Builtins with state of their own. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  "Date",
  "Promise",
  "RegExp",
  "WeakMap",
  "WeakSet",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
]);

function isOutOfReach(value: unknown): boolean {
  return isObject(value) && OUT_OF_REACH.has(tagOf(value));
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function collectionHandler(methods: Readonly<Record<PropertyKey, unknown>>): ProxyHandler<object> {
  return {
    get: (target, key, receiver) => {
      const method = Object.getOwnPropertyDescriptor(methods, key);
      if (method === undefined) return Reflect.get(target, key, receiver) as unknown;
      return method.get === undefined ? (method.value as unknown) : (method.get() as unknown);
    },
  };
}

// One wrapper for each method, so that a method is equal to itself.
const methods = new WeakMap<Method, Method>();

/** The method, with its errors explained. */
function methodOf(target: object, method: Method): Method {
  let wrapped = methods.get(method);
  if (wrapped === undefined) {
    wrapped = function (this: unknown, ...args: unknown[]): unknown {
      try {
        return Reflect.apply<unknown, unknown[], unknown>(method, this, args);
      } catch (error) {
        throw explained(error, target);
      }
    };
    methods.set(method, wrapped);
  }
  return wrapped;
}

/** What use of an object has thrown: with a word of help if the proxy has none of its private fields. */
function explained(error: unknown, target: object): unknown {
  if (!(error instanceof TypeError) || !/private|receiver must be/i.test(error.message)) return error;
  return new SharedObjectError(`an instance of ${target.constructor.name}`, { cause: error });
}

/** A proxy must show what can't change as it is. */
function sealed(target: object, key: PropertyKey): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  return descriptor?.configurable === false && descriptor.writable === false;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
