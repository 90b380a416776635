import { describe, expect, test } from "vitest";
import { drive, type Machine } from "../../src/drive.ts";
import { createTask, gather, probeMicrotaskDrain, run, sleep } from "../../src/index.ts";
import { macrotaskHop } from "../../src/microtask-drain.ts";

describe("in a browser, drive", () => {
  test("has no synchronous drain", async () => {
    expect(await probeMicrotaskDrain()).toBe(macrotaskHop);
  });

  test("runs the microtasks of each step before the next, and many steps before anything foreign", async () => {
    const seen: string[] = [];
    let inside = false;
    let steps = 0;
    const machine: Machine = {
      enter: () => void (inside = true),
      leave: () => void (inside = false),
      step: () => {
        if (++steps > 100) return "done";
        void (async () => {
          for (let hop = 0; hop < 10; hop++) await Promise.resolve();
          seen.push(`${steps} ${inside}`);
        })();
        return "more";
      },
    };
    const foreign: boolean[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      foreign.push(inside);
      if (steps < 100) port2.postMessage(null);
    });
    port1.start();
    port2.postMessage(null);
    await drive(machine, macrotaskHop);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => `${i + 1} true`));
    expect(foreign.length).toBeGreaterThan(1);
    expect(foreign).not.toContain(true);
    port1.close();
  });

  test("runs a loop in real time", async () => {
    const seen: string[] = [];
    await run(async () => {
      const task = createTask(async () => {
        await sleep(2);
        return "task";
      });
      await gather([async () => void seen.push("a"), async () => void seen.push("b")]);
      seen.push(await task);
    });
    expect(seen).toEqual(["a", "b", "task"]);
  });
});
