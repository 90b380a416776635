import type { Budget } from "./budget.ts";

/** How far somebody who moves time by hand wants it to go. */
export interface Aim {
  /** The last moment whose timers fire, in milliseconds from the beginning. Default: no limit. */
  readonly withinMs?: number;
  /** Time stands at that moment in the end, also if no timer is due then. */
  readonly arrives?: boolean;
  /** So many moments at which timers are due. Default: no limit. */
  readonly jumps?: number;
  readonly budget?: Budget | undefined;
}

/** What somebody who moves time by hand waits for. Several are pursued one after the other. */
export class Goal {
  readonly budget: Budget | undefined;
  readonly promise: Promise<void>;
  /** Time has come as far as it was to come. */
  reached!: () => void;
  failed!: (error: unknown) => void;
  /** The moment at which time stands in the end; `undefined`: that of the last timer. */
  endMs: number | undefined;
  readonly #aim: Aim;
  #limitMs = Infinity;
  #jumps: number;

  constructor(aim: Aim) {
    this.#aim = aim;
    this.#jumps = aim.jumps ?? Infinity;
    this.budget = aim.budget;
    this.promise = new Promise((resolve, reject) => {
      this.reached = resolve;
      this.failed = reject;
    });
  }

  /** It is its turn, at `nowMs`. */
  begin(nowMs: number): void {
    const { withinMs = Infinity, arrives } = this.#aim;
    this.#limitMs = nowMs + withinMs;
    if (arrives === true) this.endMs = this.#limitMs;
  }

  /** Whether time goes on to the next timer, due at `deadlineMs`. */
  goesOn(deadlineMs: number | undefined): deadlineMs is number {
    return deadlineMs !== undefined && deadlineMs <= this.#limitMs && this.#jumps-- > 0;
  }
}
