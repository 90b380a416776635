// `npm run bench` answers all questions, `npm run bench -- turns` one of them.
import { asyncio } from "./asyncio.ts";
import { executions } from "./executions.ts";
import { declaredPrograms, footprints } from "./footprints.ts";
import { turns } from "./turns.ts";

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
  turns: {
    question: "What does a turn of the loop cost, and a timer among so many others?",
    answer: async () => [await turns([1e3, 1e4, 1e5, 1e6], ROUNDS)],
  },
  asyncio: {
    question: "How much less does loop-core pay than CPython's asyncio, which it copies?",
    answer: async () => [await asyncio(ROUNDS)],
  },
};

const asked = process.argv.slice(2);
console.log(`Node ${process.version}; medians of ${ROUNDS.rounds} rounds, in which the candidates take turns`);
for (const name of asked.length > 0 ? asked : Object.keys(questions)) {
  const found = questions[name];
  if (found === undefined) throw new Error(`No bench "${name}": there are ${Object.keys(questions).join(", ")}.`);
  console.log(`\n${found.question} (${name})`);
  for (const answer of await found.answer()) console.log(`\n${answer}`);
}
