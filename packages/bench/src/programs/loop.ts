import { type Coroutine, sleep } from "@heddle/loop-core";
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

/** How the coroutines of a program are written. */
export type Kind = "generators" | "async functions";

/** Tasks that take turns: each switch lets all the others go first. */
export function switching(kind: Kind, tasks: number): LoopProgram {
  return {
    name: `sleep(0) in ${tasks} tasks, ${kind}, each switch`,
    run: (times) =>
      kind === "generators" ? inTasks(tasks, generator(times / tasks)) : inTasks(tasks, native(times / tasks)),
  };
}

function generator(switches: number): Coroutine<void> {
  return function* () {
    for (let i = 0; i < switches; i++) yield* sleep(0);
  };
}

function native(switches: number): Coroutine<void> {
  return async () => {
    for (let i = 0; i < switches; i++) await sleep(0);
  };
}

function inTasks(count: number, coroutine: Coroutine<void>): Promise<void> {
  const loop = new VirtualTimeLoop();
  const tasks = Array.from({ length: count }, () => loop.createTask(coroutine));
  return loop.runUntilComplete(async () => {
    for (const task of tasks) await task;
  });
}

/** Tasks that are created, all at once, and then awaited; and the same again. */
export function spawning(kind: Kind, tasks: number): LoopProgram {
  const child: Coroutine<number> =
    kind === "async functions"
      ? async () => 1
      : // oxlint-disable-next-line require-yield -- the smallest generator there is
        function* () {
          return 1;
        };
  return {
    name: `spawn and join of ${tasks.toLocaleString("en-US")} tasks, ${kind}, each task`,
    run(times) {
      const loop = new VirtualTimeLoop();
      return loop.runUntilComplete(async () => {
        for (let done = 0; done < times; done += tasks) {
          const children = Array.from({ length: tasks }, () => loop.createTask(child));
          for (const task of children) await task;
        }
      });
    },
  };
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
