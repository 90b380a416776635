import {
  A,
  atLeast,
  atomic,
  cancel,
  CAS,
  get,
  L,
  type Program,
  put,
  R,
  RMW,
  S,
  type Statement,
  U,
  W,
  Wadd,
  when,
} from "./program.ts";

/** A program with a known number of traces. */
export interface Known {
  readonly name: string;
  readonly program: Program;
  readonly traces: number;
}

function tasks(count: number, body: (index: number) => readonly Statement[]): Program {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, body(index)]));
}

export function readers(n: number): Known {
  const program = { writer: [W("x")], ...tasks(n, (i) => [R(`l${i}`), R("x")]) };
  return { name: `readers(${n})`, program, traces: 2 ** n };
}

/** Looks for the last zero of an array while others copy its elements, one more, to the right. */
export function lastZero(n: number): Known {
  const scan = (i: number): readonly Statement[] => (i === 0 ? [R("a0")] : [R(`a${i}`), when(0, [], scan(i - 1))]);
  const program = { scanner: scan(n), ...tasks(n, (j) => [R(`a${j}`), Wadd(`a${j + 1}`, 1)]) };
  return { name: `lastzero(${n})`, program, traces: (n + 3) * 2 ** (n - 2) };
}

export const counters = (n: number): Known[] => [
  { name: `ainc(${n})`, program: tasks(n, () => [RMW("x")]), traces: factorial(n) },
  { name: `lockinc(${n})`, program: tasks(n, () => [L("m"), R("x"), Wadd("x", 1), U("m")]), traces: factorial(n) },
  { name: `writers(${n})`, program: tasks(n, (i) => [W("x", i)]), traces: factorial(n) },
  { name: `inc(${n})`, program: tasks(n, () => [R("x"), Wadd("x", 1)]), traces: factorial(n) ** 2 },
];

function account(n: number): Known {
  const program = { withdraw: [R("a"), Wadd("a", -10)], ...tasks(n, () => [R("a"), Wadd("a", 100)]) };
  return { name: `account(${n})`, program, traces: factorial(n + 1) ** 2 };
}

export function filesystem(n: number, traces: number): Known {
  const scan = (i: number, b: number, left: number): readonly Statement[] =>
    left === 0
      ? []
      : [
          L(`block${b}`),
          R(`busy${b}`),
          when<Statement>(
            0,
            [W(`busy${b}`), W(`inode${i}`, b + 1), U(`block${b}`)],
            [U(`block${b}`), ...scan(i, (b + 1) % 26, left - 1)],
          ),
        ];
  const program = tasks(n, (t) => {
    const i = t % 32;
    return [L(`i${i}`), R(`inode${i}`), when(0, scan(i, (2 * i) % 26, 4)), U(`i${i}`)];
  });
  return { name: `filesystem(${n})`, program, traces };
}

export function writes(k: number, t: number): Known {
  const program = tasks(t, (i) => Array.from({ length: k }, (_, j) => W("x", 10 * i + j)));
  return { name: `${k} writes x ${t} tasks`, program, traces: factorial(t * k) / factorial(k) ** t };
}

/** `i += j` and `j += i`, k times each: a read of either, and a write. */
function fibonacci(k: number, traces: number): Known {
  const times = (from: string, to: string): Statement[] => Array.from({ length: k }, () => [R(from), RMW(to)]).flat();
  return { name: `fib_bench(${k})`, program: { i: times("j", "i"), j: times("i", "j") }, traces };
}

const popl: Known = {
  name: "the example of POPL 2014",
  program: {
    p: [W("x")],
    q: [W("y")],
    r: [R("y"), when(0, [W("z")])],
    s: [R("z"), when(1, [R("y"), when(0, [W("x")])])],
  },
  traces: 5,
};

export function philosophers(n: number): Known {
  const program = tasks(n, (i) => [L(`fork${i}`), L(`fork${(i + 1) % n}`), U(`fork${(i + 1) % n}`), U(`fork${i}`)]);
  return { name: `philosophers(${n})`, program, traces: 2 ** n - 1 };
}

const promises = (n: number): Known[] => {
  const settlers = (name: (i: number) => string): Program => tasks(n, (i) => [S(name(i), i)]);
  const all = { all: Array.from({ length: n }, (_, i) => A(`p${i}`)) };
  const timeouts = Object.fromEntries(Array.from({ length: n }, (_, i) => [`timeout${i}`, [S(`p${i}`, -1)]]));
  return [
    { name: `promise_race(${n})`, program: { ...settlers(() => "p"), race: [A("p")] }, traces: n },
    { name: `all_settled(${n})`, program: { ...settlers((i) => `p${i}`), ...all }, traces: 1 },
    {
      name: `token_ring(${n})`,
      program: { ...tasks(n, (i) => (i === 0 ? [S("p0")] : [A(`p${i - 1}`), S(`p${i}`)])), ...all },
      traces: 1,
    },
    { name: `with_timeout(${n})`, program: { ...settlers((i) => `p${i}`), ...timeouts, ...all }, traces: 2 ** n },
  ];
};

function cancelFlag(k: number): Known {
  const checks = (left: number): readonly Statement[] => (left === 0 ? [] : [R("c"), when(0, checks(left - 1))]);
  return { name: `cancel flag(${k})`, program: { victim: checks(k), canceller: [W("c")] }, traces: k + 1 };
}

export function cancelled(k: number): Known {
  const program = { victim: Array.from({ length: k }, (_, i) => W(`x${i}`)), canceller: [cancel("victim")] };
  return { name: `cancel(${k})`, program, traces: k + 1 };
}

const stampede = (n: number, traces: number): Known => ({
  name: `cache stampede(${n})`,
  program: tasks(n, () => [R("c"), when(0, [W("c")])]),
  traces,
});

/** Takes 100 from a balance of 100, having seen that there is as much. The balance counts from there. */
export const overdraft = (n: number, traces: number): Known => ({
  name: `overdraft(${n})`,
  program: tasks(n, () => [R("balance"), atLeast(0, [RMW("balance", -100)])]),
  traces,
});

/** The smallest program of which source-DPOR, as published, misses a trace. */
const tenTraces: Known = {
  name: "the ten-trace program",
  program: {
    t0: [atomic(R("v1"), when(0, [W("v0")], [R("v0")]))],
    t1: [atomic(W("v1", 2), R("v0")), W("v1", 2)],
    t2: [R("v1"), R("v0")],
  },
  traces: 10,
};

/** Two takers of a queue to which one item comes: one of them waits forever. */
export const starved: Known = {
  name: "two takers of one item",
  program: { a: [get("q")], b: [get("q")], c: [put("q")] },
  traces: 2,
};

const cas = (n: number): Known => ({
  name: `cas(${n})`,
  program: tasks(n, (i) => [CAS("x", 0, i + 1)]),
  traces: n,
});

/** Programs whose numbers of traces are known: published, or counted by brute force. */
export const exactAnswers: readonly Known[] = [
  ...[1, 2, 3, 4].map(readers),
  ...[2, 3, 4, 5, 6].map(lastZero),
  ...[2, 3, 4].flatMap(counters),
  ...[2, 3].map(account),
  filesystem(14, 2),
  filesystem(16, 8),
  writes(2, 2),
  writes(2, 3),
  writes(3, 3),
  fibonacci(1, 3),
  fibonacci(2, 19),
  fibonacci(3, 141),
  popl,
  ...[2, 3, 4].map(philosophers),
  ...[1, 2, 3, 4].flatMap(promises),
  ...[1, 2, 3, 5].map(cancelFlag),
  ...[1, 4, 21, 148].map((traces, index) => stampede(index + 1, traces)),
  ...[1, 4, 21, 148].map((traces, index) => overdraft(index + 1, traces)),
  ...[2, 3, 4].map(cas),
  tenTraces,
];

export function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
