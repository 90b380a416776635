/** A library that fakes time, driven the same way as every other. What is not there, it can't do. */
export interface Peer {
  /** Runs `body` under fake time that moves by hand, and gives the globals back. */
  readonly byHand: <T>(body: (time: FakeTime) => T | Promise<T>) => Promise<T>;
  /** Runs `body` under fake time that jumps by itself when there is nothing else to do. */
  readonly jumping?: <T>(body: () => Promise<T>) => Promise<T>;
  /** Runs `body` under fake time; it is the library alone that gives the globals back, whatever was thrown. */
  readonly unguarded?: (body: () => void) => void;
  /** Runs `body` where timers that it leaves behind are an error. */
  readonly leavingNothing?: (body: () => void) => Promise<void>;
}

/** The fake time of a program: milliseconds. */
export interface FakeTime {
  /** The variant that lets promises go on meanwhile, where there is one. */
  readonly advance: (ms: number) => Promise<void>;
  readonly advanceSync: (ms: number) => void;
  readonly toNextTimer?: () => Promise<void>;
  readonly runAll?: () => Promise<void>;
  readonly setSystemTime?: (ms: number) => void;
  /** What waits, in words. */
  readonly pending?: () => string;
}

/** One row: a small program, and whether what it observes is what a user expects. */
export interface Feature {
  readonly name: string;
  observed(peer: Peer): Promise<boolean>;
}

/** The row is empty for a library that has nothing to call. */
export class Lacking extends Error {
  override readonly name = "Lacking";
}

/** @throws {Lacking} if it is not there */
export function needed<T>(ability: T | undefined): T {
  if (ability === undefined) throw new Lacking();
  return ability;
}
