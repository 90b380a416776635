import { sleep } from "@heddle/loop-core";

// What the loop in a real thread runs: a closure cannot go there, so a thread loads a module and calls what it exports.

const said: string[] = [];

export function say(line: string): void {
  said.push(line);
}

export async function whatWasSaid(): Promise<string[]> {
  return said;
}

export async function work(n: number): Promise<string> {
  await sleep(n * 1_000);
  return `task ${n}`;
}
