import { EventLoop, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// A loop runs a coroutine to its end, and is closed. It is given the async function itself: a call would start it here
// and now, before any loop runs.
export const runUntilComplete: TimedProgram = {
  title: "a loop runs a coroutine to its end",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });

    async function work(): Promise<void> {
      const start = loop.time();
      await sleep(1_000);
      print(`elapsed: ${seconds(loop.time() - start)}`);
    }

    try {
      await loop.runUntilComplete(work);
    } finally {
      loop.close();
    }
    print(`closed: ${loop.isClosed()}`);
  },
};
