/**
 * What an object looks like in a log or a message: `<Lock "a" locked, 2 waiting>`.
 *
 * It never throws, and `words` must look without being seen: no probe is told, and no exception counts as looked at.
 * @param name - for those that have one
 * @param words - its state, most telling first; `null` and `undefined` stand for nothing to say
 */
export function textForm(
  object: object,
  name: string | undefined,
  words: () => readonly (string | null | undefined)[],
): string {
  try {
    const said = words().filter((word) => word !== null && word !== undefined);
    return `<${[classOf(object), name === undefined ? null : `"${name}"`].filter(Boolean).join(" ")} ${said.join(", ")}>`;
  } catch {
    return `<${classOf(object)}>`;
  }
}

/** Lets `console.log`, and whatever else asks as Node does, show the objects of a class by their `toString()`. */
export function showAsText(shown: { readonly prototype: object }): void {
  Object.defineProperty(shown.prototype, INSPECT, {
    configurable: true,
    writable: true,
    value(this: { toString(): string }): string {
      return this.toString();
    },
  });
}

/** A value of somebody else's, in a few characters. None of its code runs, as far as the language lets one look. */
export function shortText(value: unknown): string {
  try {
    return cut(textOf(value, true));
  } catch {
    return "…"; // a proxy that refuses
  }
}

/** `first, 8 more, last`: what functions are called. */
export function functionNames(functions: readonly unknown[]): string {
  const [first, last] = [functions[0], functions.at(-1)].map(functionName);
  if (functions.length <= 2) return functions.map(functionName).join(", ");
  return `${first}, ${functions.length - 2} more, ${last}`;
}

/** `1 task`, `2 tasks`; `null` for none. */
export function count(number: number, one: string, many: string = one): string | null {
  return number === 0 ? null : `${number} ${number === 1 ? one : many}`;
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
const MAX_LENGTH = 80;
const MAX_ITEMS = 4;

function textOf(value: unknown, outermost: boolean): string {
  if (typeof value === "string") return JSON.stringify(cut(value, MAX_LENGTH - 2));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return functionName(value);
  return typeof value === "object" && value !== null ? objectText(value, outermost) : String(value);
}

/** One level deep, so that what holds itself comes to an end. */
function objectText(object: object, outermost: boolean): string {
  if (INSPECT in object) return `<${classOf(object)} …>`;
  if (object instanceof Error) return errorText(object);
  const prototype: unknown = Object.getPrototypeOf(object);
  if (Array.isArray(object)) return outermost ? `[${listText(object.length, itemsOf(object))}]` : "[…]";
  if (prototype !== Object.prototype && prototype !== null) return `${classOf(object)} {…}`;
  if (!outermost) return "{…}";
  const keys = Object.keys(object);
  const entries = keys.slice(0, MAX_ITEMS).map((key) => `${key}: ${propertyText(object, key)}`);
  return keys.length === 0 ? "{}" : `{ ${listText(keys.length, entries)} }`;
}

function itemsOf(array: readonly unknown[]): string[] {
  return Array.from({ length: Math.min(array.length, MAX_ITEMS) }, (_, index) => propertyText(array, `${index}`));
}

function listText(length: number, items: readonly string[]): string {
  return (length > items.length ? [...items, `${length - items.length} more`] : items).join(", ");
}

function propertyText(object: object, key: string): string {
  const property = Object.getOwnPropertyDescriptor(object, key);
  return property?.get === undefined ? textOf(property?.value, false) : "…";
}

function errorText(error: Error): string {
  const message = Object.getOwnPropertyDescriptor(error, "message")?.value as unknown;
  return typeof message === "string" && message !== "" ? `${classOf(error)}: ${message}` : classOf(error);
}

function functionName(given: unknown): string {
  const name = typeof given === "function" ? (Object.getOwnPropertyDescriptor(given, "name")?.value as unknown) : null;
  return typeof name === "string" && name !== "" ? name : "a function";
}

function classOf(object: object): string {
  try {
    return functionNameOrNone(object.constructor) ?? "Object";
  } catch {
    return "Object";
  }
}

function functionNameOrNone(given: unknown): string | null {
  return functionName(given) === "a function" ? null : functionName(given);
}

function cut(text: string, length = MAX_LENGTH): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
