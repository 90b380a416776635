import { seededRandom } from "@heddle/virtual-time";
import {
  A,
  any,
  type Atomic,
  atomic,
  type Branch,
  CAS,
  cancel,
  get,
  isBranch,
  L,
  type Op,
  type Program,
  put,
  R,
  RMW,
  S,
  spawn,
  type Statement,
  U,
  W,
  Wadd,
} from "./program.ts";

/**
 * A random program of two to four tasks. Some deadlock, some cancel a task or start one later.
 *
 * @param accesses - `"many overwrites"`: of few variables, that steps seldom read
 */
export function randomProgram(seed: number, accesses: "all kinds" | "many overwrites" = "all kinds"): Program {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(...among: T[]): T => among[below(among.length)] as T;
  const many = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);
  // A program is about a few things, so that they meet.
  const kinds =
    below(3) === 0
      ? ["atomic"]
      : many(1 + below(3), () => pick("variable", "variable", "atomic", "lock", "promise", "queue"));

  const access = (): Op => {
    if (accesses === "many overwrites" && below(3) > 0) {
      const overwritten = pick("x", "x", "y");
      return pick(W(overwritten, 1 + below(2)), Wadd(overwritten, 1));
    }
    const on = pick("x", "y", "z");
    return pick(
      R(on),
      R(on),
      W(on, 1 + below(2)),
      Wadd(on, 1),
      RMW(on),
      CAS(on, below(2), 1 + below(2)),
      S("p", 1 + below(2)),
    );
  };
  const branch = <Part>(part: () => Part): Branch<Part> => ({
    is: pick("=", "≥"),
    value: below(3),
    then: many(1 + below(2), part),
    otherwise: many(below(2), part),
  });
  const inOneStep = (): Atomic => {
    const ops = many(below(3), access);
    // What a step does depends on what it finds.
    if (below(2) === 0) ops.unshift(R(pick("x", "y")));
    const parts = below(2) === 0 ? [...ops, branch(access)] : [...ops, access()];
    return kinds.includes("lock") && below(4) === 0 ? atomic(L("m"), L("n"), ...parts) : atomic(...parts);
  };
  const statement = (): Statement => {
    if (below(5) === 0) return branch(() => simple());
    return simple();
  };
  const simple = (): Statement => {
    switch (pick(...kinds)) {
      case "atomic":
        return inOneStep();
      case "lock":
        return pick<Op>(L("m"), U("m"), L("n"), U("n"), access());
      case "promise":
        return pick(S("p", 1 + below(2)), A("p"), S("r"), A("r"));
      case "queue":
        return pick(put("q", below(3)), get("q"));
      default:
        return access();
    }
  };

  const count = 2 + below(3);
  const longest = count === 4 ? 2 : 4;
  const program: Record<string, Statement[]> = {};
  for (let task = 0; task < count; task++) program[`t${task}`] = many(1 + below(longest), statement);
  const insert = (task: number, one: Statement): void => {
    const statements = program[`t${task}`] as Statement[];
    statements.splice(below(statements.length + 1), 0, one);
  };
  if (below(10) === 0) insert(below(count), any("x"));
  if (below(4) === 0) insert(0, cancel(`t${1 + below(count - 1)}`));
  if (below(8) === 0) insert(1, cancel("t0"));
  if (below(4) === 0) insert(below(count - 1), spawn(`t${count - 1}`));
  return program;
}

/** The programs that are one statement, one branch or one task smaller. */
export function* smaller(program: Program): Generator<Program, void, undefined> {
  for (const task of Object.keys(program)) {
    const { [task]: statements, ...others } = program;
    if (!mentions(others, task)) yield others;
    for (const fewer of smallerLists(statements as readonly Statement[])) yield { ...program, [task]: fewer };
  }
}

function* smallerLists<Part extends Statement>(list: readonly Part[]): Generator<readonly Part[], void, undefined> {
  for (const [index, one] of list.entries()) {
    const put = (...instead: readonly Part[]): readonly Part[] => [
      ...list.slice(0, index),
      ...instead,
      ...list.slice(index + 1),
    ];
    yield put();
    if (isBranch<Part>(one)) {
      const branch = one;
      yield put(...branch.then);
      yield put(...branch.otherwise);
      for (const then of smallerLists(branch.then)) yield put({ ...branch, then });
      for (const otherwise of smallerLists(branch.otherwise)) yield put({ ...branch, otherwise });
    } else if ("atomic" in one) {
      const step = one as Part & Atomic;
      for (const fewer of smallerLists(step.atomic)) if (fewer.length > 0) yield put({ ...step, atomic: fewer });
    }
  }
}

function mentions(program: Program, task: string): boolean {
  return JSON.stringify(program).includes(`"on":"${task}"`);
}
