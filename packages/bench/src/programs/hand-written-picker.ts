import { seededRandom } from "@heddle/virtual-time";
import { type Contender, increment } from "./lost-update.ts";

/**
 * What could be hoped for: picks one of the waiting tasks, and knows that one hop later it waits again or is done. It
 * sees this program only, records nothing, and would not notice a task that awaits anything else.
 */
export const handWrittenPicker: Contender = {
  name: "hand-written picker, the ceiling",
  async run({ tasks, awaits }, executions, outcomes) {
    const random = seededRandom(1);
    const hop = Promise.resolve();
    for (let execution = 0; execution < executions; execution++) {
      const counter = { value: 0 };
      const waiting: (() => void)[] = [];
      const moment = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
      const all = Promise.all(Array.from({ length: tasks }, () => increment(counter, awaits, moment)));
      while (waiting.length > 0) {
        const [resolve] = waiting.splice(Math.floor(random() * waiting.length), 1);
        resolve?.();
        await hop;
      }
      await all;
      outcomes.add(counter.value);
    }
  },
};
