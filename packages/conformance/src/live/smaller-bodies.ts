import type { Json } from "../language/grammar.ts";

/** A body as far as this file looks into it: an operation is an array of its name and its arguments. */
export type Operations = readonly Operation[];
type Operation = readonly Json[];
type Alternatives<T> = Generator<T, void, undefined>;

/** Only a coroutine can wait. */
type Place = "coroutine" | "callback";

export function* smallerBodies(body: Operations, place: Place = "coroutine"): Alternatives<Operations> {
  yield* shorterLists(body);
  for (const [index, operation] of body.entries()) {
    for (const instead of smallerOperations(operation, place)) yield body.toSpliced(index, 1, ...instead);
  }
}

/** Without all of it, a half, a quarter, … one. */
export function* shorterLists<T>(list: readonly T[]): Alternatives<readonly T[]> {
  for (let size = list.length; size > 0; size = Math.floor(size / 2)) {
    for (let start = 0; start < list.length; start += size) yield list.toSpliced(start, size);
  }
}

/** Where an operation keeps the body of a block, a callback or a coroutine: the place in its array. */
const BODY: ReadonlyMap<string, number> = places({
  1: ["call"],
  2: ["repeat", "with", "timeout", "timeout_at", "tg", "call_soon", "call_soon_ts", "spawn", "rcts"],
  3: ["call_later", "call_at", "add_cb", "tg_spawn"],
});

const IS_CALLBACK: ReadonlySet<string> = new Set(["call_soon", "call_soon_ts", "call_later", "call_at", "add_cb"]);

/** Where it keeps a list of names and coroutines, or only one. */
const WORK_LIST: ReadonlyMap<string, number> = places({
  1: ["gather", "wait", "as_completed", "staggered"],
  2: ["gather_start"],
});
const WORK: ReadonlyMap<string, number> = places({ 1: ["shield", "wait_for"], 2: ["shield_start"] });

/** How many elements it needs; further ones are optional. */
const NEEDED: ReadonlyMap<string, number> = places({
  1: ["return", "log", "uncancel", "cancelling"],
  2: ["raise", "cancel", "set_result", "sleep", "gather", "wait", "as_completed", "notify", "inc", "shutdown", "call"],
  3: ["set_exception", "spawn", "gather_start", "timeout", "timeout_at"],
});

/** Lists of operations that may stand where the operation stands. */
function* smallerOperations(operation: Operation, place: Place): Alternatives<Operations> {
  const name = operation[0] as string;
  if (name === "try") {
    yield* smallerTries(operation[1] as unknown as Try);
    return;
  }
  const bodyAt = BODY.get(name);
  if (bodyAt !== undefined) {
    const body = (operation[bodyAt] ?? []) as Operations;
    const inside = IS_CALLBACK.has(name) ? "callback" : "coroutine";
    if (place === "coroutine" || inside === "callback") yield body;
    for (const smaller of smallerBodies(body, inside)) yield [operation.with(bodyAt, smaller)];
  }
  yield* smallerWork(operation, place);
  if (operation.length > (NEEDED.get(name) ?? operation.length) && !raisesGroup(operation)) {
    yield [operation.slice(0, -1)];
  }
  for (const [index, value] of operation.entries()) {
    if (typeof value !== "number" || value <= 0) continue;
    yield [operation.with(index, 0)];
    if (value > 1) yield [operation.with(index, 1)];
  }
}

function* smallerWork(operation: Operation, place: Place): Alternatives<Operations> {
  const name = operation[0] as string;
  const workAt = WORK.get(name) ?? WORK_LIST.get(name);
  if (workAt === undefined) return;
  const works = [operation[workAt] as Json | readonly Json[]].flat(1) as readonly Json[];
  for (const work of works) {
    if (isCoroutine(work) && place === "coroutine") yield work.body;
  }
  const rewritten = (some: readonly Json[]): Operations => [
    operation.with(workAt, WORK.has(name) ? (some[0] as Json) : some),
  ];
  if (WORK_LIST.has(name)) {
    for (const fewer of shorterLists(works)) yield rewritten(fewer);
  }
  for (const [index, work] of works.entries()) {
    for (const smaller of smallerCoroutines(work)) yield rewritten(works.with(index, smaller));
  }
}

function* smallerCoroutines(work: Json): Alternatives<Json> {
  if (!isCoroutine(work)) return;
  for (const body of smallerBodies(work.body)) yield { ...work, body };
}

function isCoroutine(work: Json): work is { readonly co: string; readonly body: Operations } {
  return typeof work === "object" && work !== null && "body" in work;
}

/** Its message and its exceptions are not optional. */
function raisesGroup(operation: Operation): boolean {
  return operation.some((argument) => typeof argument === "string" && argument.endsWith("ExceptionGroup"));
}

interface Try {
  readonly do: Operations;
  readonly except?: readonly (readonly [types: readonly string[], body: Operations])[];
  readonly else?: Operations;
  readonly finally?: Operations;
}

function* smallerTries(spec: Try): Alternatives<Operations> {
  const { except = [] } = spec;
  for (const body of [spec.do, ...except.map(([, handler]) => handler), spec.else, spec.finally]) {
    if (body !== undefined) yield body;
  }
  for (const part of ["except", "else", "finally"] as const) {
    if (spec[part] !== undefined) yield withPart(spec, part, undefined);
  }
  for (const part of ["do", "else", "finally"] as const) {
    for (const smaller of smallerBodies(spec[part] ?? [])) yield withPart(spec, part, smaller);
  }
  for (const [index, [types, body]] of except.entries()) {
    if (except.length > 1) yield withPart(spec, "except", except.toSpliced(index, 1));
    for (const smaller of smallerBodies(body)) yield withPart(spec, "except", except.with(index, [types, smaller]));
  }
}

function withPart<K extends keyof Try>(spec: Try, part: K, value: Try[K] | undefined): Operations {
  const { [part]: _replaced, ...rest } = spec;
  return [["try", (value === undefined ? rest : { ...rest, [part]: value }) as unknown as Json]];
}

function places(names: Readonly<Record<number, readonly string[]>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(names).flatMap(([place, some]) => some.map((name) => [name, Number(place)] as const)));
}
