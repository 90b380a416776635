/** How many tasks, and how often each waits. */
export interface Size {
  readonly tasks: number;
  readonly awaits: number;
}

/** Waits for one moment of the scheduler's choosing. */
export type Moment = (name: string) => Promise<unknown>;

export interface Counter {
  value: number;
}

/**
 * The program of all contenders: a task reads a counter at its first moment and writes it, plus one, at its last. How
 * many updates are lost depends on the order alone.
 */
export async function increment(counter: Counter, awaits: number, moment: Moment): Promise<void> {
  await moment("read");
  const seen = counter.value;
  for (let i = 2; i < awaits; i++) await moment("work");
  await moment("write");
  counter.value = seen + 1;
}

/** One way to run the program under many orders. */
export interface Contender {
  readonly name: string;
  /** Adds what the counter ended as in each of so many executions. */
  run(size: Size, executions: number, outcomes: Set<number>): Promise<void>;
}
