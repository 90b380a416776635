import * as loopCore from "@heddle/loop-core";
import * as threadErrors from "./errors.ts";

/** The class of an error that may cross threads. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Something thrown, on its way to another thread: structured cloning alone would lose the class of an error and its
 * fields.
 */
export type Carried = CarriedError | { readonly kind: "value"; readonly value: unknown };

interface CarriedError {
  readonly kind: "error";
  readonly className: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: Carried | undefined;
  /** Those of an AggregateError. */
  readonly errors: readonly Carried[] | undefined;
  /** What else the error has, as far as it can be copied. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Called in the thread where it was thrown. What cannot be copied is left out. */
export function packError(thrown: unknown): Carried {
  return pack(thrown, new Set());
}

function pack(thrown: unknown, within: ReadonlySet<unknown>): Carried {
  if (!(thrown instanceof Error) || thrown instanceof DOMException) {
    return { kind: "value", value: isCloneable(thrown) ? thrown : String(thrown) };
  }
  const path = new Set(within).add(thrown); // a cause may lead back to where it came from
  const others = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : undefined;
  return {
    kind: "error",
    className: thrown.constructor.name,
    name: thrown.name,
    message: thrown.message,
    stack: thrown.stack,
    cause: thrown.cause === undefined || path.has(thrown.cause) ? undefined : pack(thrown.cause, path),
    errors: others?.filter((error) => !path.has(error)).map((error) => pack(error, path)),
    fields: Object.fromEntries(
      Object.entries(thrown).filter(([key, value]) => !carriedApart.has(key) && isCloneable(value)),
    ),
  };
}

const carriedApart: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);

/**
 * Called in the thread that awaits it. The error is of its own class where that is JavaScript's, the loop's or one of
 * `classes`; else it is an `Error` with the name and the fields.
 */
export function unpackError(carried: Carried, classes: readonly ErrorClass[]): unknown {
  if (carried.kind === "value") return carried.value;
  const { className, name, message, stack, cause, errors, fields } = carried;
  const error = new Error(message);
  const errorClass = [...classes, ...knownClasses].find((known) => known.name === className);
  if (errorClass !== undefined) Object.setPrototypeOf(error, errorClass.prototype as object);
  const hidden = (key: string, value: unknown): void => {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });
  };
  hidden("stack", stack);
  if (errorClass === undefined) hidden("name", name === "Error" ? className : name);
  else if (error.name !== name) hidden("name", name);
  if (cause !== undefined) hidden("cause", unpackError(cause, classes));
  if (errors !== undefined) {
    hidden(
      "errors",
      errors.map((each) => unpackError(each, classes)),
    );
  }
  for (const [key, value] of Object.entries(fields)) {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: true });
  }
  return error;
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

export function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
