import { increment, type Moment } from "./lost-update.ts";

/** A program, and what is looked for among its orders. */
export interface Hunt {
  readonly name: string;
  /** How many orders there are, where tasks start at once and a wait is one moment. */
  readonly orders: number;
  /** The one order that is looked for, as the names of the tasks that go on; `undefined`: every order. */
  readonly wanted: string | undefined;
  /** Makes the tasks of one execution. `share` is given what they share. */
  tasks(share: <T extends object>(value: T) => T): Record<string, (moment: Moment) => Promise<void>>;
}

export const threeConstraints: Hunt = {
  name: "three ordering constraints, 2 tasks x 5 steps",
  orders: 252,
  wanted: "a a b b b a a a b b", // b after a's second step, a after b's third, and b again after a's last
  tasks: () => ({ a: steps(5), b: steps(5) }),
};

export const oneOrderOfSix: Hunt = {
  name: "one order of six events",
  orders: 720,
  wanted: "d a f b e c",
  tasks: () => ({ a: steps(1), b: steps(1), c: steps(1), d: steps(1), e: steps(1), f: steps(1) }),
};

export const insideTheWindow: Hunt = {
  name: "a 12-step task inside a check/act window",
  orders: 91,
  wanted: ["checks", ...Array.from({ length: 12 }, () => "long"), "checks"].join(" "),
  tasks: () => ({ checks: steps(2), long: steps(12) }),
};

export const everyOrder: Hunt = {
  name: "every order of 3 tasks x 3 steps",
  orders: 1680,
  wanted: undefined,
  tasks: (share) => {
    const counter = share({ value: 0 });
    const work = (moment: Moment): Promise<void> => increment(counter, 3, moment);
    return { a: work, b: work, c: work };
  },
};

export const hunts: readonly Hunt[] = [threeConstraints, oneOrderOfSix, insideTheWindow, everyOrder];

function steps(count: number): (moment: Moment) => Promise<void> {
  return async (moment) => {
    for (let i = 1; i <= count; i++) await moment(`step ${i}`);
  };
}
