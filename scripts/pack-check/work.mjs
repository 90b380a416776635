import { getRunningLoop, sleep, TimeoutError } from "@heddle/loop-core";

const said = [];

export function say(word) {
  if (getRunningLoop().isRunning()) said.push(word);
}

export async function heard() {
  return await sleep(1, said);
}

export async function tooLate() {
  throw new TimeoutError(5);
}

export function add(a, b) {
  return a + b;
}
