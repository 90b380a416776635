/**
 * A tiny language of concurrent programs: named tasks, each a list of statements. Every statement is one step, unless it is
 * a branch, which is on the value that its task read last, and takes none.
 */
export type Program = Readonly<Record<string, readonly Statement[]>>;

export type Statement = Op | Atomic | Branch<Statement>;

/** Several operations in one step. */
export interface Atomic {
  readonly atomic: readonly (Op | Branch<Op>)[];
}

export interface Branch<Part> {
  readonly is: "=" | "≥";
  readonly value: number;
  readonly then: readonly Part[];
  readonly otherwise: readonly Part[];
}

export type Op =
  | { readonly op: "R" | "L" | "U" | "A" | "get"; readonly on: string }
  | { readonly op: "cancel" | "spawn"; readonly on: string }
  /** RMW adds; W sets; Wadd sets to the value read last, and more. */
  | { readonly op: "W" | "Wadd" | "RMW" | "any" | "S" | "put"; readonly on: string; readonly value: number }
  | { readonly op: "CAS"; readonly on: string; readonly from: number; readonly value: number };

export const R = (on: string): Op => ({ op: "R", on });
export const W = (on: string, value = 1): Op => ({ op: "W", on, value });
/** Writes the value that was read last, and `value` more. */
export const Wadd = (on: string, value: number): Op => ({ op: "Wadd", on, value });
export const RMW = (on: string, value = 1): Op => ({ op: "RMW", on, value });
/** Adds, and does not tell what it touches. */
export const any = (on: string, value = 1): Op => ({ op: "any", on, value });
/** Writes `value` if it finds `from`: else it is a read. */
export const CAS = (on: string, from: number, value: number): Op => ({ op: "CAS", on, from, value });
/** Takes a lock, as soon as it is free. */
export const L = (on: string): Op => ({ op: "L", on });
/** Gives back a lock; nothing if its task does not hold it. */
export const U = (on: string): Op => ({ op: "U", on });
/** Settles a promise; a read if it is settled. */
export const S = (on: string, value = 1): Op => ({ op: "S", on, value });
/** Reads a promise, as soon as it is settled. */
export const A = (on: string): Op => ({ op: "A", on });
export const put = (on: string, value = 1): Op => ({ op: "put", on, value });
/** Takes the first item of a queue, as soon as there is one. */
export const get = (on: string): Op => ({ op: "get", on });
/** Ends a task: what it would do next never happens. */
export const cancel = (on: string): Op => ({ op: "cancel", on });
/** Starts a task, which otherwise starts by itself. */
export const spawn = (on: string): Op => ({ op: "spawn", on });

export const atomic = (...ops: (Op | Branch<Op>)[]): Atomic => ({ atomic: ops });

/** A branch on whether the value that was read last is `value`. */
export function when<Part>(value: number, then: readonly Part[], otherwise: readonly Part[] = []): Branch<Part> {
  return { is: "=", value, then, otherwise };
}

/** A branch on whether the value that was read last is at least `value`. */
export function atLeast<Part>(value: number, then: readonly Part[], otherwise: readonly Part[] = []): Branch<Part> {
  return { is: "≥", value, then, otherwise };
}

export function isBranch<Part>(part: Part | Branch<Part>): part is Branch<Part> {
  return typeof part === "object" && part !== null && "then" in part;
}

/** The program as text, a task a line. */
export function print(program: Program): string {
  const part = (one: Statement): string => {
    if (isBranch(one)) {
      const otherwise = one.otherwise.length === 0 ? "" : ` else [${list(one.otherwise)}]`;
      return `if ${one.is}${one.value} [${list(one.then)}]${otherwise}`;
    }
    if ("atomic" in one) return `{${list(one.atomic)}}`;
    return [one.op, one.on, "from" in one ? one.from : "", "value" in one ? one.value : ""].join(" ").trim();
  };
  const list = (parts: readonly Statement[]): string => parts.map((one) => part(one)).join("; ");
  return Object.entries(program)
    .map(([task, statements]) => `${task}: ${list(statements)}`)
    .join("\n");
}
