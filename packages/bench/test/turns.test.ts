import { expect, test } from "vitest";
import { timers } from "../src/programs/loop.ts";
import { switches } from "../src/turns.ts";

test.each([...switches, timers(100)])("$name: comes to its end", async (program) => {
  await expect(program.run(100)).resolves.toBeUndefined();
});
