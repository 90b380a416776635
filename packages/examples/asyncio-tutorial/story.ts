import { createTask, getRunningLoop, run, sleep, wait } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// Rice takes 30 minutes, the washing 40, homework 50. Who stands beside the machines needs 120. But both need somebody
// for their first 10 minutes only: who does homework meanwhile, needs 70. (A minute of the story lasts a second.)
export const story: TimedProgram = {
  title: "the story: what waiting costs, and what can be done meanwhile",

  async main({ clock, print }) {
    const minutes = (count: number): ReturnType<typeof sleep> => sleep(count * 1_000);

    async function oneAfterAnother(): Promise<void> {
      const start = getRunningLoop().time();
      await minutes(30);
      print("the rice is done");
      await minutes(40);
      print("the washing is done");
      await minutes(50);
      print(`homework is done; one after another: ${seconds(getRunningLoop().time() - start)}`);
    }

    async function atTheSameTime(): Promise<void> {
      const start = getRunningLoop().time();
      const machine = async (runs: number, what: string): Promise<void> => {
        await minutes(runs);
        print(`the ${what} is done`);
      };
      await minutes(10);
      const rice = createTask(() => machine(20, "rice"));
      await minutes(10);
      const washing = createTask(() => machine(30, "washing"));
      await minutes(50);
      await wait([rice, washing]);
      print(`homework is done; at the same time: ${seconds(getRunningLoop().time() - start)}`);
    }

    await run(oneAfterAnother, { clock });
    await run(atTheSameTime, { clock });
  },
};
