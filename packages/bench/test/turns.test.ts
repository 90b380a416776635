import { expect, test } from "vitest";
import { spawning, timers } from "../src/programs/loop.ts";
import { switches } from "../src/turns.ts";

test.each([...switches, spawning("generators", 10), spawning("async functions", 10), timers(100)])(
  "$name: comes to its end",
  async (program) => {
    await expect(program.run(100)).resolves.toBeUndefined();
  },
);
