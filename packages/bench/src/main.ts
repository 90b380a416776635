// `npm run bench` answers all questions, `npm run bench -- turns` one of them.
import { asyncio } from "./asyncio.ts";
import { executions } from "./executions.ts";
import { declaredPrograms, footprints } from "./footprints.ts";
import { hunting } from "./hunting.ts";
import { hunts } from "./programs/hunts.ts";
import { raceCases, raceHunt } from "./races.ts";
import { timers } from "./timers.ts";
import { turns } from "./turns.ts";
import { workers } from "./workers.ts";

const ROUNDS = { rounds: 7, roundMs: 100 };

const questions: Record<string, { question: string; answer: () => Promise<string[]> }> = {
  executions: {
    question: "What does an execution cost?",
    answer: async () => [
      await executions({ tasks: 2, awaits: 2 }, ROUNDS),
      await executions({ tasks: 3, awaits: 3 }, ROUNDS),
    ],
  },
  footprints: {
    question: "What does it cost to observe what steps touch, and to run one order of each set of equivalent ones?",
    answer: async () => {
      const answers: string[] = [];
      for (const program of declaredPrograms) answers.push(await footprints(program, ROUNDS));
      return answers;
    },
  },
  programs: {
    question: "How many executions until the order is found, or all have been seen?",
    answer: async () => [await hunting(hunts, { seeds: 20, most: 100_000 })],
  },
  races: {
    question: "How many executions until the bug of a published package is found?",
    answer: async () => [await raceHunt(await raceCases(12), { seeds: 7, most: 1000 })],
  },
  turns: {
    question: "What does a turn of the loop cost, and a timer among so many others?",
    answer: async () => [await turns([1e3, 1e4, 1e5, 1e6], ROUNDS)],
  },
  timers: {
    question: "What does virtual time cost, beside other fake timers?",
    answer: async () => [await timers([1e3, 1e4, 1e5, 1e6], { ...ROUNDS, rounds: 3 })],
  },
  workers: {
    question: "What do two threads gain over one?",
    answer: async () => [await workers(200_000)],
  },
  asyncio: {
    question: "How much less does loop-core pay than CPython's asyncio, which it copies?",
    answer: async () => [await asyncio(ROUNDS)],
  },
};

const asked = process.argv.slice(2);
console.log(
  `Node ${process.version}; costs are medians of rounds in which the candidates take turns, ${ROUNDS.rounds} of them unless a table says how many`,
);
for (const name of asked.length > 0 ? asked : Object.keys(questions)) {
  const found = questions[name];
  if (found === undefined) throw new Error(`No bench "${name}": there are ${Object.keys(questions).join(", ")}.`);
  console.log(`\n${found.question} (${name})`);
  for (const answer of await found.answer()) console.log(`\n${answer}`);
}
