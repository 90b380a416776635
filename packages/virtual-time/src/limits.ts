import { type Budget, type BudgetExceededError, Spending } from "./budget.ts";
import { endlessMicrotasks } from "./endless-microtasks.ts";
import { Origin } from "./origin.ts";
import type { Fired } from "./scope.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * What the steps of a scope may take: timers, steps and virtual time by a budget, microtasks by those of each step, and real
 * time by a watchdog. And who it was, if that is not enough: the timer that fired last.
 */
export class Limits {
  /** What fired last. */
  last: Fired | undefined;

  readonly #budget: Budget;
  readonly #nowMs: () => number;
  readonly #watchdog: Watchdog | undefined;
  #spending: Spending;

  /** @param stepLimitMs - in real milliseconds; `Infinity`: no watchdog */
  constructor(budget: Budget, stepLimitMs: number, nowMs: () => number) {
    this.#budget = budget;
    this.#nowMs = nowMs;
    this.#watchdog = Watchdog.get(stepLimitMs);
    this.#spending = this.#spend(budget);
  }

  /** From now on so much may be spent. Returns what goes back to what was left before. */
  renew(budget: Budget = this.#budget): () => void {
    const before = this.#spending;
    this.#spending = this.#spend(budget);
    return () => (this.#spending = before);
  }

  /** Steps are run from now on. */
  enter(): void {
    this.#watchdog?.wake(this.#describeNow);
  }

  /** The host has its turn. */
  leave(): void {
    endlessMicrotasks?.rest();
    this.#watchdog?.sleep();
  }

  // Each of these throws a BudgetExceededError when it is too much.

  stepBegins(): void {
    this.#spending.steps();
    endlessMicrotasks?.step(this.#spending.microtasks);
    this.#watchdog?.beat();
  }

  /** Time is about to move to `whenMs`. */
  moves(whenMs: number): void {
    this.#spending.moves(whenMs);
  }

  /** Returns whether those that are made from now on are likely to spend the rest. */
  fires(what: Fired): boolean {
    this.last = what;
    this.#spending.fires();
    return this.#spending.nearlySpent;
  }

  /** @param madeAt - where the last of them was made */
  microtasksOverspent(madeAt: string | undefined): BudgetExceededError {
    return this.#spending.microtasksOverspent(madeAt);
  }

  #spend(budget: Budget): Spending {
    return new Spending(budget, this.#nowMs(), () => this.last);
  }

  /** What is being run at this very moment, and where: called in the midst of a step, by the watchdog. */
  readonly #describeNow = (): string => {
    const at = new Origin(this.#describeNow, DEEP_FRAMES).line;
    const { last } = this;
    const since = last === undefined ? "" : `; the last to run was ${last.label}`;
    const madeAt = last?.origin?.line ?? undefined;
    return (
      `It is code in virtual time${at === null ? "" : `, at ${at}`}, where it is ${this.#nowMs()} ms${since}` +
      `${madeAt === undefined ? "" : `, made at ${madeAt}`}.`
    );
  };
}

const DEEP_FRAMES = 20;
