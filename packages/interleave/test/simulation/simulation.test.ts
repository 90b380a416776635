import { describe, expect, test } from "vitest";
import { explore, type ExploreOptions, type Simulation } from "../../src/index.ts";
import { failingOrder, logs } from "../observe.ts";

async function once<T>(body: (sim: Simulation) => T, options: ExploreOptions = {}): Promise<void> {
  await explore(body, { strategy: "deviations", maxExecutions: 1, ...options });
}

describe("all", () => {
  test("gives the results by name, in the order of the tasks", async () => {
    const seen = await logs(async (sim, log) => {
      const results = await sim.all({ b: () => sim.io("x", () => 1), a: () => "two" });
      log.push(JSON.stringify(results));
    });
    expect(seen).toEqual(['{"b":1,"a":"two"}']);
  });

  test("of no tasks is done at once", () => once(async (sim) => expect(await sim.all({})).toEqual({})));

  test("rejects with the first error", async () => {
    const seen = await logs(async (sim, log) => {
      const fails = (name: string) => () => Promise.reject(new Error(name));
      await sim.all({ a: fails("a"), b: fails("b") }).catch((error: unknown) => log.push((error as Error).message));
    });
    expect(seen).toEqual(["a", "b"]);
  });

  test("tells each task its name", () =>
    once(async (sim) => {
      expect(await sim.all({ a: ({ name }) => name, b: ({ name }) => name })).toEqual({ a: "a", b: "b" });
    }));
});

describe("spawn", () => {
  test("gives what the task returns", () => once(async (sim) => expect(await sim.spawn("one", () => 1)).toBe(1)));

  test("starts at a moment of its own", async () => {
    const seen = await logs(async (sim, log) => {
      const task = sim.spawn("late", () => log.push("task"));
      log.push("spawned");
      await Promise.all([task, sim.io("x", () => log.push("io"), { collapse: true })]);
    });
    expect(seen).toEqual(["spawned io task", "spawned task io"]);
  });
});

describe("a stimulus", () => {
  test("comes once, at any moment, and is told what came of it", async () => {
    const seen = await logs(async (sim, log) => {
      const click = sim.stimulus("click", () => {
        log.push("click");
        return "clicked";
      });
      for (const name of ["a", "b"]) await sim.io(name, () => log.push(name), { collapse: true });
      log.push(await click);
    });
    expect(seen).toEqual(["a b click clicked", "a click b clicked", "click a b clicked"]);
  });

  test("that throws rejects", async () => {
    const { kind, error } = await failingOrder(async (sim) => {
      await sim.stimulus("click", () => {
        throw new Error("no listener");
      });
    });
    expect([kind, String(error)]).toEqual(["error", "Error: no listener"]);
  });

  test("nobody waits for comes at the latest after the body's end", async () => {
    let bodies = 0;
    let clicks = 0;
    await explore((sim) => {
      bodies++;
      void sim.stimulus("click", () => clicks++);
    });
    expect(clicks).toBe(bodies);
  });
});

test("a signal is aborted at any moment", async () => {
  const seen = await logs(async (sim, log) => {
    const signal = sim.signal("leave");
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    for (const name of ["a", "b"]) await sim.io(name, () => log.push(`${name}:${signal.aborted}`), { collapse: true });
    await aborted;
  });
  expect(seen).toEqual(["a:false b:false", "a:false b:true", "a:true b:true"]);
});

describe("idle", () => {
  test("comes when nothing else will happen", async () => {
    const seen = await logs(async (sim, log) => {
      void sim.io("x", () => log.push("io"), { collapse: true });
      setTimeout(() => log.push("timer"), 100);
      await sim.idle();
      log.push("idle");
    });
    expect(seen).toEqual(["io timer idle", "timer io idle"]);
  });

  test("does not wait for a timer beyond the horizon", async () => {
    const seen = await logs(
      async (sim, log) => {
        setTimeout(() => log.push("within"), 1000);
        setTimeout(() => log.push("beyond"), 1001);
        await sim.idle();
        log.push(`idle at ${sim.now()}`);
      },
      { horizonMs: 1000 },
    );
    expect(seen).toEqual(["within idle at 1000"]);
  });

  test("can be waited for again, and by several", async () => {
    const seen = await logs(async (sim, log) => {
      await sim.idle();
      setTimeout(() => log.push("later"), 10);
      await Promise.all([sim.idle(), sim.idle()]);
      log.push("idle");
    });
    expect(seen).toEqual(["later idle"]);
  });

  test("at once, where nothing was begun", () => once((sim) => sim.idle()));
});

describe("time", () => {
  test("begins at 0, and sleeps exactly as long as was asked for", async () => {
    await once(async (sim) => {
      expect(sim.now()).toBe(0);
      await sim.sleep(1.5);
      expect(sim.now()).toBe(1.5);
      await sim.sleep(0);
      expect(sim.now()).toBe(1.5);
      expect(performance.now()).toBe(1001.5); // of a process that was a second old
    });
  });

  test("is not moved by I/O, only by timers", async () => {
    const seen = await logs(async (sim, log) => {
      await Promise.all([sim.sleep(10), sim.io("x", () => {}).then(() => log.push(String(sim.now())))]);
      log.push(String(sim.now()));
    });
    expect(seen).toEqual(["0 10", "10 10"]);
  });

  test("equal deadlines come in the order in which they were set, always", async () => {
    const seen = await logs(async (sim, log) => {
      await Promise.all([
        sim.sleep(10).then(() => log.push("first")),
        new Promise((resolve) => setTimeout(resolve, 10)).then(() => log.push("second")),
      ]);
    });
    expect(seen).toEqual(["first second"]);
  });
});

describe("unique", () => {
  test("is the same throughout one execution, and no other's", async () => {
    const names: string[] = [];
    const body = (sim: Simulation): void => {
      expect(sim.unique()).toBe(sim.unique());
      names.push(sim.unique());
      void sim.all({ a: () => {}, b: () => {} });
    };
    await explore(body);
    await explore(body);
    expect(names.length).toBeGreaterThan(4);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("history", () => {
  test("has the marks in order, with owner, step and time", async () => {
    const body = async (sim: Simulation): Promise<void> => {
      sim.mark("begun", { n: 1 });
      await sim.spawn("worker", async () => {
        sim.mark("working");
        await sim.sleep(10);
        sim.mark("rested");
      });
      expect(sim.history.marks.map(({ name }) => name)).toEqual(["begun", "working", "rested"]);
      expect([...sim.history].length).toBe(3);
      expect(sim.history.named("working")).toHaveLength(1);
      throw new Error("to see the marks");
    };
    const { marks, error } = await failingOrder(body);
    expect(String(error)).toBe("Error: to see the marks");
    expect(marks).toEqual([
      { name: "begun", data: { n: 1 }, owner: "body", step: 0, atMs: 0 },
      { name: "working", data: undefined, owner: "worker", step: 1, atMs: 0 },
      { name: "rested", data: undefined, owner: "worker", step: 2, atMs: 10 },
    ]);
  });
});

test("code that goes on after the end of an execution reaches no later one", async () => {
  let kept: Simulation | undefined;
  let runs = 0;
  await explore(async (sim) => {
    runs++;
    if (kept !== undefined) void kept.io("from the grave", () => {});
    kept = sim;
    await sim.io("x", () => {});
    expect(sim.now()).toBe(0);
  });
  expect(runs).toBeGreaterThan(2);
});
