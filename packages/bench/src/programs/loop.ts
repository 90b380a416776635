import { sleep } from "@heddle/loop-core";
import { seededRandom, VirtualTimeLoop } from "@heddle/virtual-time";

/** Something that the loop does many times. */
export interface LoopProgram {
  readonly name: string;
  run(times: number): Promise<void>;
}

/** A callback that schedules the next: a turn each, and nothing but the turn. */
export const callSoonChain: LoopProgram = {
  name: "callSoon chain, each turn",
  async run(times) {
    const loop = new VirtualTimeLoop();
    let left = times;
    const next = (): void => {
      if (--left > 0) loop.callSoon(next);
      else loop.stop();
    };
    loop.callSoon(next);
    await loop.runForever();
  },
};

const TASKS = 10;

/** Ten tasks that take turns: each switch lets all the others go first. */
export const switchingGenerators: LoopProgram = {
  name: `sleep(0) in ${TASKS} generator tasks, each switch`,
  run: (times) =>
    inTasks(function* () {
      for (let i = 0; i < times / TASKS; i++) yield* sleep(0);
    }),
};

export const switchingAsyncFunctions: LoopProgram = {
  name: `sleep(0) in ${TASKS} async tasks, each switch`,
  run: (times) =>
    inTasks(async () => {
      for (let i = 0; i < times / TASKS; i++) await sleep(0);
    }),
};

function inTasks(coroutine: Parameters<VirtualTimeLoop["createTask"]>[0]): Promise<void> {
  const loop = new VirtualTimeLoop();
  const tasks = Array.from({ length: TASKS }, () => loop.createTask(coroutine));
  return loop.runUntilComplete(async () => {
    for (const task of tasks) await task;
  });
}

/** So many timers at once, with random delays: scheduled, and run in order. */
export function timers(count: number): LoopProgram {
  return {
    name: `${count.toLocaleString("en-US")} timers at once, each`,
    async run() {
      const loop = new VirtualTimeLoop();
      const random = seededRandom(1);
      let left = count;
      const fire = (): void => {
        if (--left === 0) loop.stop();
      };
      for (let i = 0; i < count; i++) loop.callLater(random() * 1e6, fire);
      await loop.runForever();
    },
  };
}
