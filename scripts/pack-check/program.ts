import {
  explore,
  type ExploreOptions,
  InterleavingError,
  replay,
  type Report,
  type Simulation,
} from "@heddle/interleave";
import { createTask, EventLoop, run, sleep, type Task } from "@heddle/loop-core";
import { runVirtual, VirtualTimeLoop } from "@heddle/virtual-time";

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
