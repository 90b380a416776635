// Programs that fail under some order, each with events of other kinds than the others.
export const programs = {
  "lost update": {
    body: async (sim) => {
      let counter = 0;
      const increment = async () => {
        const seen = await sim.io("read", () => counter);
        await sim.io("write", () => void (counter = seen + 1));
      };
      await sim.all({ alice: increment, bob: increment, carol: increment });
      if (counter !== 3) throw new Error(`The counter is ${counter}`);
    },
  },

  "stale answer": {
    body: async (sim) => {
      let shown = "";
      const search = async (text) => {
        await new Promise((resolve) => setTimeout(resolve, 50 * Math.random()));
        const answer = await sim.io("search", () => `results for ${text} at ${Date.now()}`);
        shown = answer.split(" at ")[0];
      };
      const first = search("a");
      await sim.stimulus("typing goes on", () => {});
      const second = search("ab");
      await Promise.all([first, second]);
      if (shown !== "results for ab") throw new Error(`It shows "${shown}"`);
    },
  },

  "cancelled holder": {
    body: async (sim) => {
      let held = false;
      const work = async ({ signal }) => {
        if (held) throw new Error("The lock is held for ever");
        held = true;
        await sim.io("work", () => "done");
        signal.throwIfAborted();
        held = false;
      };
      await sim.spawn("alice", work).catch(() => {});
      await sim.spawn("bob", work);
    },
    options: { cancel: ["alice"] },
  },

  "random walk": {
    body: async (sim) => {
      const order = [];
      const step = (name) => async () => {
        for (let i = 0; i < 5; i++) {
          await sim.io(`${name} ${i}`, () => i, { latency: [1, 20 + i] });
          await sim.sleep(3);
          order.push(name);
        }
      };
      await sim.all({ alice: step("a"), bob: step("b"), carol: step("c") });
      if (order.join("").includes("bbcb")) throw new Error(order.join(""));
    },
    options: { strategy: "random", minimise: false },
  },
};
