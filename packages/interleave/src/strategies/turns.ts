import type { Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/**
 * Several samplers in turn: each kind of bug is likely under one of them and may be out of reach of another.
 *
 * A sampler that repeats itself keeps its turns. What it finds is rare, not what it does most often: to give its turns to
 * those that find more that is new has made bugs behind a long run-up a third more expensive.
 */
export class Turns implements Strategy {
  readonly name = "turns";
  readonly #members: readonly Strategy[];
  #turn = -1;

  /** @param members - without end, each */
  constructor(members: readonly Strategy[]) {
    this.#members = members;
  }

  next(): Guide | undefined {
    this.#turn++;
    return this.#current.next();
  }

  learn(explored: Explored): void {
    this.#current.learn(explored);
  }

  coverage(): Coverage {
    return { kind: "sampled" };
  }

  save(): Saved {
    return { turn: this.#turn, members: this.#members.map((member) => member.save?.()) };
  }

  restore({ turn, members }: Saved): void {
    this.#turn = turn;
    for (const [index, member] of this.#members.entries()) member.restore?.(members[index]);
  }

  get #current(): Strategy {
    return this.#members[this.#turn % this.#members.length] as Strategy;
  }
}

interface Saved {
  readonly turn: number;
  readonly members: readonly unknown[];
}
