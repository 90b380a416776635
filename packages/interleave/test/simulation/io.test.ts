import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { exhaustive, explore, type Simulation } from "../../src/index.ts";
import { failingOrder, logs, observeEach } from "../observe.ts";

describe("a call", () => {
  test("has its effect when it arrives, and goes on when it responds", async () => {
    const seen = await logs(async (sim, log) => {
      const call = sim.io("call", () => log.push("arrives")).then(() => log.push("responds"));
      const click = sim.stimulus("click", () => log.push("click"));
      log.push("called");
      await Promise.all([call, click]);
    });
    expect(seen).toEqual([
      "called arrives click responds",
      "called arrives responds click",
      "called click arrives responds",
    ]);
  });

  test("that is collapsed is one moment", async () => {
    const seen = await logs(async (sim, log) => {
      const call = sim.io("call", () => log.push("arrives"), { collapse: true }).then(() => log.push("responds"));
      await Promise.all([call, sim.stimulus("click", () => log.push("click"))]);
    });
    expect(seen).toEqual(["arrives responds click", "click arrives responds"]);
  });

  test("returns what its effect returned when it arrived, though that has changed since", async () => {
    await explore(async (sim) => {
      let value = 1;
      const seen = sim.io("read", () => value);
      const [first] = await Promise.all([seen, sim.io("write", () => void (value = 2))]);
      expect([1, 2]).toContain(first);
    });
    const answers = await logs(async (sim, log) => {
      let value = 1;
      await Promise.all([
        sim.io("read", () => value).then((seen) => log.push(`${seen}/${value}`)),
        sim.io("write", () => void (value = 2)),
      ]);
    });
    expect(answers).toEqual(["1/1", "1/2", "2/2"]);
  });

  test("rejects with what its effect threw, or rejected with", async () => {
    const seen = await logs(async (sim, log) => {
      const told = (error: unknown): number => log.push(String(error));
      await sim
        .io("throws", () => {
          throw new Error("thrown");
        })
        .catch(told);
      await sim.io("rejects", () => Promise.reject(new Error("rejected"))).catch(told);
    });
    expect(seen).toEqual(["Error: thrown Error: rejected"]);
  });

  test("whose effect waits for another call responds after that one", async () => {
    const seen = await logs(async (sim, log) => {
      await sim.io("outer", async () => {
        await sim.io("inner", () => log.push("inner"));
        log.push("outer");
      });
      log.push("done");
    });
    expect(seen).toEqual(["inner outer done"]);
  });

  test("that nobody awaits happens all the same, after the body's end", async () => {
    let written = 0;
    let bodies = 0;
    await explore((sim) => {
      bodies++;
      void sim.io("write", () => written++);
    });
    expect(written).toBe(bodies);
  });
});

describe("a latency", () => {
  test("removes the orders that contradict it, and no others", async () => {
    const race = (first: readonly [number, number], second: readonly [number, number]) =>
      logs((sim, log) =>
        Promise.all([
          sim.io("a", () => {}, { latency: first }).then(() => log.push("a")),
          sim.io("b", () => {}, { latency: second }).then(() => log.push("b")),
        ]),
      );
    expect(await race([0, 5], [10, 20])).toEqual(["a b"]);
    expect(await race([10, 20], [0, 5])).toEqual(["b a"]);
    expect(await race([0, 10], [5, 20])).toEqual(["a b", "b a"]);
    expect(await race([5, 5], [5, 5])).toEqual(["a b", "b a"]);
  });

  test("keeps a call from losing to a timer that comes later than its latest answer", async () => {
    const race = (timeoutMs: number) =>
      logs((sim, log) =>
        Promise.race([
          sim.io("call", () => {}, { latency: [10, 50] }).then(() => log.push("answer")),
          sim.sleep(timeoutMs).then(() => log.push("timeout")),
        ]),
      );
    expect(await race(100)).toEqual(["answer"]);
    expect(await race(30)).toEqual(["answer", "timeout"]);
    expect(await race(5)).toEqual(["timeout"]);
  });

  test("is counted from the call", async () => {
    const seen = await logs(async (sim, log) => {
      await sim.sleep(100);
      await sim.io("call", () => {}, { latency: [10, 10] });
      log.push(String(sim.now()));
    });
    expect(seen).toEqual(["110"]);
  });

  test("applies to a collapsed call as a whole", async () => {
    const seen = await logs(async (sim, log) => {
      await sim.io("call", () => {}, { latency: [10, 10], collapse: true });
      log.push(String(sim.now()));
    });
    expect(seen).toEqual(["10"]);
  });

  test.each([
    [5, 1],
    [-1, 5],
    [Number.NaN, 5],
  ])("of [%d, %d] is refused by name", async (min, max) => {
    const { error } = await failingOrder((sim) => sim.io("call", () => {}, { latency: [min, max] }));
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(/A latency is \[min, max\] in milliseconds with 0 <= min <= max/);
  });
});

describe("calls of one channel", () => {
  const send = (sim: Simulation, log: string[], name: string, channel?: string): Promise<unknown> =>
    sim
      .io(name, () => log.push(`${name}>`), { order: "fifo", ...(channel === undefined ? {} : { channel }) })
      .then(() => log.push(`<${name}`));

  test("arrive in the order of the calls, and respond in the order of the answers", async () => {
    const seen = await logs((sim, log) => Promise.all([send(sim, log, "a", "tcp"), send(sim, log, "b", "tcp")]));
    expect(seen).toEqual(["a> <a b> <b", "a> b> <a <b"]);
  });

  test("of other channels are free to overtake them", async () => {
    const seen = await logs((sim, log) => Promise.all([send(sim, log, "a", "one"), send(sim, log, "b", "two")]));
    expect(seen).toHaveLength(6);
  });

  test("without a channel belong to that of their name", async () => {
    const seen = await logs((sim, log) => Promise.all([send(sim, log, "a"), send(sim, log, "a")]));
    expect(seen).toEqual(["a> <a a> <a", "a> a> <a <a"]);
  });

  test("stay in order when one is postponed", async () => {
    const observed = await observeEach(
      async (sim) => {
        const log: string[] = [];
        await Promise.all([send(sim, log, "a", "tcp"), send(sim, log, "b", "tcp"), sim.stimulus("click", () => {})]);
        sim.mark(log.filter((line) => line.endsWith(">")).join());
      },
      {
        name: "postpone the first",
        next: () => ({
          choose: (choice) => {
            const head = choice.at(0);
            if (choice.step === 1 && "postponed" in head && !head.postponed) choice.postpone(0, true);
            return 0;
          },
        }),
        learn: () => {},
        coverage: () => ({ kind: "sampled" }),
      },
      { maxExecutions: 1 },
    );
    expect(observed[0]!.failure).toBeUndefined();
    expect(observed[0]!.marks.map(({ name }) => name)).toEqual(["a>,b>"]);
  });
});

describe("an external call", () => {
  const file = new URL(import.meta.url);

  test("makes the real call, and virtual time stands still meanwhile", async () => {
    const { coverage } = await explore(async (sim) => {
      let fired = false;
      setTimeout(() => (fired = true), 1);
      const text = await sim.io(
        "file",
        async () => {
          const before = performance.now();
          const text = await readFile(file, "utf8");
          expect(performance.now()).not.toBe(before); // real time
          return text;
        },
        { external: true, latency: [0, 0] },
      );
      expect(text).toContain("makes the real call");
      expect(sim.now()).toBe(0);
      expect(fired).toBe(false);
    });
    expect(coverage).toEqual({ kind: "complete" });
  });

  test("has two moments, in any order with others", async () => {
    const seen = await logs(async (sim, log) => {
      const read = sim
        .io("file", () => readFile(file).then(() => log.push("read")), { external: true })
        .then(() => log.push("responds"));
      await Promise.all([read, sim.stimulus("click", () => log.push("click"))]);
    });
    expect(seen).toEqual(["click read responds", "read click responds", "read responds click"]);
  });

  test("that rejects, or throws, rejects", async () => {
    const seen = await logs(async (sim, log) => {
      await sim
        .io("file", () => readFile("/no/such/file"), { external: true })
        .catch((error: unknown) => log.push((error as NodeJS.ErrnoException).code ?? "?"));
      await sim
        .io(
          "throws",
          () => {
            throw new Error("thrown");
          },
          { external: true },
        )
        .catch((error: unknown) => log.push(String(error)));
    });
    expect(seen).toEqual(["ENOENT Error: thrown"]);
  });
});

test("an exhaustive exploration of two calls in a row has one schedule: nothing else can happen", async () => {
  const observed = await observeEach(async (sim) => {
    await sim.io("a", () => {});
    await sim.io("b", () => {});
  }, exhaustive());
  expect(observed.map(({ entries }) => entries.map(({ kind, name }) => `${kind} ${name}`))).toEqual([
    ["arrive a", "respond a", "arrive b", "respond b"],
  ]);
});
