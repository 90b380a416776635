import type { Program } from "../language/grammar.ts";
import { type Operations, shorterLists, smallerBodies } from "./smaller-bodies.ts";

/**
 * All programs that are one change smaller, the boldest changes first. They stay programs of the language: a lock that
 * is used remains, and what only a coroutine can do never lands in a callback.
 */
export function* smallerPrograms(program: Program): Generator<Program, void, undefined> {
  for (const smaller of smallerParts(program as unknown as Parts)) {
    if (knowsItsConcurrentFutures(smaller)) yield smaller as unknown as Program;
  }
}

/** A program as far as this file looks into it. */
interface Parts {
  readonly [flag: string]: unknown;
  readonly objs?: Readonly<Record<string, unknown>>;
  readonly pre?: Operations;
  readonly main?: Operations;
  readonly more?: readonly Operations[];
}

function* smallerParts(parts: Parts): Generator<Parts, void, undefined> {
  const { main, more = [], pre = [], objs = {}, ...flags } = parts;
  for (const fewer of shorterLists(more)) yield withPart(parts, "more", fewer.length > 0 ? fewer : undefined);
  for (const flag of Object.keys(flags)) {
    if (main !== undefined || flag !== "forever") yield withPart(parts, flag, undefined);
  }
  for (const smaller of smallerBodies(pre, "callback")) yield withPart(parts, "pre", smaller);
  for (const smaller of smallerBodies(main ?? [])) yield withPart(parts, "main", smaller);
  for (const [index, body] of more.entries()) {
    for (const smaller of smallerBodies(body)) yield withPart(parts, "more", more.with(index, smaller));
  }
  for (const name of Object.keys(objs)) {
    const { [name]: _unused, ...others } = objs;
    const rest = withPart(parts, "objs", Object.keys(others).length > 0 ? others : undefined);
    if (!JSON.stringify(rest).includes(JSON.stringify(name))) yield rest;
  }
}

function withPart(parts: Parts, name: string, part: unknown): Parts {
  const { [name]: _replaced, ...rest } = parts;
  return part === undefined ? rest : { ...rest, [name]: part };
}

/** Unlike other names, that of a concurrent future must exist, or the interpreters themselves fail. */
function knowsItsConcurrentFutures(parts: Parts): boolean {
  const text = JSON.stringify(parts);
  const used = text.matchAll(/\["cf_(?:cancel|state)",("[^"]*")\]/g);
  return [...used].every(([, name]) => text.includes(`["rcts",${name},`));
}
