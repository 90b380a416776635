import { inspect } from "node:util";
import * as loopCore from "@heddle/loop-core";
import { isCloneable } from "./cloning.ts";
import * as threadErrors from "./errors.ts";

/** The class of an error that may cross threads. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Something thrown, on its way to another thread: structured cloning alone would lose the class of an error and its
 * fields.
 */
export type Carried =
  | CarriedError
  | { readonly kind: "list"; readonly items: readonly Carried[] }
  | { readonly kind: "value"; readonly value: unknown };

interface CarriedError {
  readonly kind: "error";
  /** Its class, and those that it extends, nearest first. */
  readonly classNames: readonly string[];
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What else it has of its own, as far as it can be copied: a cause, the errors of a group, fields. */
  readonly properties: readonly CarriedProperty[];
}

interface CarriedProperty {
  readonly key: string;
  readonly enumerable: boolean;
  readonly value: Carried;
}

/**
 * Called in the thread where it was thrown. Never throws: fields that cannot be copied are left out, and something else
 * than an error becomes a text.
 */
export function packError(thrown: unknown): Carried {
  return packThrown(thrown, new Set());
}

/** `within`: the errors that this one is part of, since a cause may lead back to where it came from. */
function packThrown(thrown: unknown, within: ReadonlySet<unknown>): Carried {
  return packValue(thrown, within) ?? { kind: "value", value: inspect(thrown) };
}

function packValue(value: unknown, within: ReadonlySet<unknown>): Carried | undefined {
  if (value instanceof Error && !(value instanceof DOMException)) return packInstance(value, within);
  if (Array.isArray(value) && value.some((item) => item instanceof Error)) return packList(value, within);
  return isCloneable(value) ? { kind: "value", value } : undefined;
}

function packList(values: readonly unknown[], within: ReadonlySet<unknown>): Carried {
  const items = values.filter((value) => !within.has(value));
  return { kind: "list", items: items.map((item) => packThrown(item, within)) };
}

function packInstance(error: Error, outside: ReadonlySet<unknown>): CarriedError {
  const within = new Set(outside).add(error);
  const properties: CarriedProperty[] = [];
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    const isField = key !== "message" && key !== "stack" && "value" in descriptor;
    if (!isField || within.has(descriptor.value)) continue;
    const value = packProperty(key, descriptor.value, within);
    if (value !== undefined) properties.push({ key, enumerable: descriptor.enumerable === true, value });
  }
  return {
    kind: "error",
    classNames: classNamesOf(error),
    name: asText(error.name),
    message: asText(error.message),
    stack: typeof error.stack === "string" ? error.stack : undefined, // a module may have changed what a stack is
    properties,
  };
}

/** A cause and the errors of a group were thrown, too, and may be anything; any other field is left out if need be. */
function packProperty(key: string, value: unknown, within: ReadonlySet<unknown>): Carried | undefined {
  if (key === "cause") return packThrown(value, within);
  if (key === "errors" && Array.isArray(value)) return packList(value, within);
  return packValue(value, within);
}

function classNamesOf(error: Error): string[] {
  const names: string[] = [];
  let prototype = Object.getPrototypeOf(error) as Error | null;
  while (prototype instanceof Error || prototype === Error.prototype) {
    names.push(prototype.constructor.name);
    prototype = Object.getPrototypeOf(prototype) as Error | null;
  }
  return names;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

/**
 * Called in the thread that awaits it. The error is of its own class where that is JavaScript's, the loop's or one of
 * `classes` (they are compared by name); else of the nearest such class that it extends, with its own name.
 */
export function unpackError(carried: Carried, classes: readonly ErrorClass[]): unknown {
  if (carried.kind === "value") return carried.value;
  if (carried.kind === "list") return carried.items.map((item) => unpackError(item, classes));
  const error = new Error(carried.message);
  const define = (key: string, value: unknown, enumerable: boolean): void => {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable });
  };
  const errorClass = nearestClass(carried.classNames, [...classes, ...knownClasses]);
  Object.setPrototypeOf(error, errorClass.prototype as object);
  define("stack", carried.stack, false);
  for (const { key, enumerable, value } of carried.properties) define(key, unpackError(value, classes), enumerable);
  const [className = ""] = carried.classNames;
  const isNamed = Object.hasOwn(error, "name") || className === errorClass.name || carried.name !== error.name;
  const name = isNamed || className === "" ? carried.name : className;
  if (error.name !== name) define("name", name, false);
  return error;
}

function nearestClass(names: readonly string[], known: readonly ErrorClass[]): ErrorClass {
  for (const name of names) {
    const found = known.find((errorClass) => errorClass.name === name);
    if (found !== undefined) return found;
  }
  return Error;
}

const knownClasses: readonly ErrorClass[] = [
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
  ...[loopCore, threadErrors].flatMap((module) => Object.values(module).filter(isErrorClass)),
];

function isErrorClass(exported: unknown): exported is ErrorClass {
  return typeof exported === "function" && exported.prototype instanceof Error;
}
