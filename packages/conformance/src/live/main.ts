import { probeMicrotaskDrain } from "@heddle/loop-core";
import { type Command, parseCommand, USAGE } from "./command-line.ts";
import { compareLive } from "./comparison.ts";
import { CPython } from "./cpython.ts";

// Exit codes: 0, everything is equal; 1, something differs; 2, the command is not one.
const command = readCommand();
if (command === undefined) process.exitCode = 2;
else {
  const { seed = Math.floor(Math.random() * 2 ** 31) } = command;
  const oracle = await CPython.start();
  const loop = { drain: await probeMicrotaskDrain() };
  const different = await compareLive(oracle, { ...command, seed, loop, print: (text) => console.log(text) });
  process.exitCode = different.length === 0 ? 0 : 1;
}

function readCommand(): Command | undefined {
  try {
    return parseCommand(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return undefined;
  }
}
