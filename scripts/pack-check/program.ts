import {
  explore,
  type ExploreOptions,
  InterleavingError,
  replay,
  type Report,
  type Simulation,
} from "@heddle/interleave";
import { createTask, EventLoop, run, sleep, type Task } from "@heddle/loop-core";
import { type ConcurrentFuture, LoopThread, moduleFunction, ThreadPool, toThread } from "@heddle/loop-core/threads";
import { runVirtual, VirtualTimeLoop } from "@heddle/virtual-time";
import { type Clock, install } from "@heddle/virtual-time/fake-timers";

// Never run: what a user can write, and what he can't.

const body = async (sim: Simulation): Promise<void> => {
  const { alice, bob } = await sim.all({ alice: async () => 1, bob: () => sim.io("read", () => "two") });
  const one: number = alice;
  const two: string = bob;
  sim.mark("done", one + two.length);
};

export async function explored(): Promise<string | undefined> {
  const options: ExploreOptions = { strategy: "random", maxExecutions: 10 };
  const report: Report = await explore(body, options);
  const schedule: string | undefined = report.failure?.schedule;
  if (schedule !== undefined) await replay(body, schedule);
  // @ts-expect-error -- an option that does not exist
  await explore(body, { maxExecution: 10 });
  return schedule;
}

export function scheduleOf(error: unknown): string | undefined {
  return error instanceof InterleavingError ? error.report.failure.schedule : undefined;
}

export async function looped(): Promise<EventLoop> {
  const rested: string = await run(async () => {
    const task: Task<string> = createTask(async () => await sleep(1, "rested"));
    return await task;
  });
  await runVirtual(async () => rested);
  return new VirtualTimeLoop();
}

interface Work {
  greet(name: string): Promise<string>;
}

export async function threaded(module: URL): Promise<string> {
  await using thread = await LoopThread.start<Work>(module, { name: "work", errors: [RangeError] });
  const inTime: boolean = thread.callSoonThreadsafe("greet", "Ada").cancel();
  const future: ConcurrentFuture<string> = thread.runCoroutineThreadsafe("greet", "Ada");
  // @ts-expect-error -- a function that is not exported
  thread.callSoonThreadsafe("great", "Ada");
  await using pool = new ThreadPool({ maxThreads: 2 });
  const greeted: string = await pool.submit(moduleFunction<Work, "greet">(module, "greet"), "Ada");
  const again: string = await run(() => toThread<Work, "greet">(module, "greet", greeted));
  return inTime ? again : await future;
}

export function faked(): number {
  using clock: Clock = install({ now: new Date(0), toFake: ["setTimeout"] });
  return clock.tick("00:01");
}
