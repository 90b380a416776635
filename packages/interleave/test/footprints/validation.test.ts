import { Future } from "@heddle/loop-core";
import { seededRandom } from "@heddle/virtual-time";
import { describe, expect, test } from "vitest";
import {
  type Body,
  describeCoverage,
  explore,
  type ExploreOptions,
  FootprintError,
  type IoOptions,
  outcomes,
  outcomesOf,
  type Report,
} from "../../src/index.ts";
import { exactAnswers } from "../optimal/known-programs.ts";
import { bodyOf as programBody } from "./body-of.ts";
import { bodyOf, type Kind, randomProgram } from "./random-body.ts";

const atOnce = { collapse: true } as const;
const declared = { footprints: "declared" } as const;

/** Two tasks that add to one number, and what they say of it. */
const increments = (touches: boolean): Body => {
  return async (sim) => {
    let stock = 0; // a closure, of which nobody knows
    const declares = touches ? { touches: ["stock"] } : {};
    const add = async (): Promise<void> => {
      const seen = await sim.io("read", () => stock, { ...atOnce, ...declares });
      await sim.io("write", () => void (stock = seen + 1), { ...atOnce, ...declares });
    };
    await sim.all({ alice: add, bob: add });
    return stock;
  };
};

/** One of three tasks looks whether another one holds something: at places by chance among steps that use nothing. */
function heldForAWhile(seed: number, moment: IoOptions): Body {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const taken = below(4);
  const givenBack = taken + 1 + below(3);
  const lookedAt = below(6);
  return async (sim) => {
    let held = false; // a closure, of which nobody knows
    let met = false;
    const works = (special: Record<number, [string, () => void]>) => async (): Promise<void> => {
      for (let place = 0; place < 7; place++) {
        const [name, effect] = special[place] ?? ["work", () => {}];
        await sim.io(name, effect, moment);
      }
    };
    await sim.all({
      holds: works({ [taken]: ["take", () => (held = true)], [givenBack]: ["give back", () => (held = false)] }),
      looks: works({ [lookedAt]: ["look", () => (met = held)] }),
      other: works({}),
    });
    return met;
  };
}

async function errorOf(body: Body, options: ExploreOptions): Promise<unknown> {
  return explore(body, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a variable that two tasks share, and nobody is told of, is found", () => {
  test("in calls of two moments, too", async () => {
    const body: Body = async (sim) => {
      let stock = 0;
      const add = async (): Promise<void> => {
        const seen = await sim.io("read", () => stock);
        await sim.io("write", () => void (stock = seen + 1));
      };
      await sim.all({ alice: add, bob: add });
      return stock;
    };
    for (const strategy of ["portfolio", "exhaustive"] as const) {
      const error = await errorOf(body, { ...declared, strategy });
      expect(error).toMatchObject({ name: "FootprintError", steps: [{ name: "read" }, { name: "write" }] });
      const { steps } = error as FootprintError;
      expect(new Set(steps.map(({ owner }) => owner))).toEqual(new Set(["alice", "bob"]));
    }
  });

  test.each<[string, ExploreOptions]>([
    ["by the default", {}],
    ["by a search of everything", { strategy: "exhaustive" }],
    ["by a sampler, if asked for", { strategy: "random", maxExecutions: 20, validate: true }],
  ])("%s", async (_name, options) => {
    const error = await errorOf(increments(false), { ...declared, ...options });
    expect(error).toBeInstanceOf(FootprintError);
    const { steps } = error as FootprintError;
    expect(steps.map(({ owner }) => owner).toSorted()).toEqual(["alice", "bob"]);
    expect(steps.map(({ touches }) => touches)).toEqual([[], []]);
  });

  test("with a text that says what, why, and what to do", async () => {
    const error = await errorOf(increments(false), { ...declared, starts: "in order", strategy: "exhaustive" });
    expect((error as FootprintError).message).toMatchInlineSnapshot(`
      "By what is declared it is all the same whether "read" of alice or "write" of bob comes first, and it is not: it ends with 1, and the other way round with 2.
        "read" of alice touches nothing that is declared
        "write" of bob touches nothing that is declared
      Likely both use a variable of a closure, or state of a module, that no footprint tells of. Put it in an object that sim.shared() has returned, or declare it: sim.io(name, effect, { touches: ["key"] }). If neither will do, explore without { footprints: "declared" }."
    `);
  });

  test("by what the last execution of a budget shows", async () => {
    const error = await errorOf(increments(false), { ...declared, strategy: "exhaustive", maxExecutions: 1 });
    expect(error).toBeInstanceOf(FootprintError);
  });

  test.each([
    ["one moment", "in order", atOnce],
    ["two moments", "as events", {}],
  ] as const)(
    "in most of many programs where it matters for a while only: %s, %s",
    async (_moment, starts, options) => {
      let found = 0;
      for (let seed = 1; seed <= 60; seed++) {
        const error = await errorOf(heldForAWhile(seed, options), { ...declared, starts, seed });
        if (error === undefined) continue;
        found++;
        const { steps } = error as FootprintError;
        expect(steps.map(({ owner }) => owner).toSorted()).toEqual(["holds", "looks"]);
        expect(steps.map(({ name }) => name)).toContain("look");
      }
      expect(found).toBeGreaterThan(39);
    },
  );

  test("where it decides what a task does next", async () => {
    const body: Body = async (sim) => {
      let ready = false;
      await sim.all({
        looks: async () => {
          if (await sim.io("look", () => ready, atOnce)) await sim.io("go on", () => {}, atOnce);
        },
        sets: () => sim.io("set", () => void (ready = true), atOnce),
      });
    };
    const error = await errorOf(body, declared);
    expect(error).toMatchObject({
      name: "FootprintError",
      difference: '"go on" of looks then comes, and did not before',
    });
  });

  test("by whoever asks for outcomes", async () => {
    await expect(outcomesOf(increments(false), declared)).rejects.toThrow(FootprintError);
  });
});

test("nobody looks if that is not wanted, and orders are missing", async () => {
  expect(await outcomesOf(increments(false))).toEqual(outcomes(1, 2));
  const hidden = await outcomesOf(increments(false), { ...declared, strategy: "exhaustive", validate: false });
  expect(hidden).not.toEqual(outcomes(1, 2));
  expect(hidden.statistics.checks).toBe(0);
});

describe("what is declared well passes", () => {
  test("and a few executions are spent on that", async () => {
    const options = { ...declared, strategy: "exhaustive" } as const;
    const { statistics, coverage } = await explore(increments(true), options);
    expect(coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
    expect(statistics.checks).toBeGreaterThan(0);
    expect(statistics.checks).toBeLessThanOrEqual(16);
    const exactly = await explore(increments(true), { ...options, maxExecutions: statistics.executions });
    expect(exactly).toMatchObject({ coverage, cutBy: undefined });
    const unchecked = await explore(increments(true), { ...options, validate: false });
    expect(unchecked.statistics.executions).toBe(statistics.executions);
  });

  test.each(exactAnswers.filter(({ traces }) => traces > 64))("few of many: $name", async ({ program, traces }) => {
    const options = { ...declared, strategy: "exhaustive", starts: "in order", maxExecutions: 2000 } as const;
    const { statistics } = await outcomesOf(programBody(program, "generators"), options);
    expect(statistics.executions).toBe(traces);
    expect(statistics.checks).toBeLessThanOrEqual(Math.max(16, traces / 16));
  });

  test.each(exactAnswers.filter(({ traces }) => traces < 8))("every neighbour swapped: $name", async ({ program }) => {
    const options = { ...declared, strategy: "exhaustive", starts: "in order", validate: true } as const;
    const { coverage } = await outcomesOf(programBody(program, "async functions"), options);
    expect(coverage.kind).toBe("complete");
  });

  test.each<Kind>(["generators", "async functions"])("random programs, every neighbour swapped: %s", async (kind) => {
    let checks = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const program = randomProgram(seed);
      const options = { ...program.options, ...declared, strategy: "exhaustive", validate: true } as const;
      const { statistics } = await outcomesOf(bodyOf(program, kind), { ...options, maxExecutions: 10 });
      checks += statistics.checks;
    }
    expect(checks).toBeGreaterThan(100);
  });

  test("a value that is another one each time is no proof of anything", async () => {
    const body: Body = async (sim) => {
      await sim.all({ a: () => sim.io("a", () => {}, atOnce), b: () => sim.io("b", () => {}, atOnce) });
      return sim.unique();
    };
    expect((await outcomesOf(body, { ...declared, validate: true })).coverage.kind).toBe("complete");
  });
});

test("there is nothing to check where nothing is declared", async () => {
  await expect(explore(increments(true), { validate: true })).rejects.toThrow(
    'The option "validate" must be left out, unless footprints are "declared"',
  );
});

/** A native promise that one task settles and another awaits: nobody sees that. */
const handedOn: Body = async (sim) => {
  const logs = sim.shared({ first: "", second: "", third: "" });
  const log = (key: keyof typeof logs, what: string) => sim.io(what, () => void (logs[key] += what), atOnce);
  let handOn: () => void = () => {};
  const handed = new Promise<void>((resolve) => (handOn = resolve));
  await sim.all({
    gives: async () => {
      await log("first", "a");
      handOn();
    },
    takes: async () => {
      await log("second", "b");
      await handed;
      await log("third", "c");
    },
    other: () => log("third", "d"),
    another: () => log("first", "e"),
  });
  return { ...logs };
};

describe("an event that had to come and did not", () => {
  const unchecked = { ...declared, validate: false, maxExecutions: 5000 } as const;

  test.each(["exhaustive", "portfolio"] as const)("makes %s run every order, and say why", async (strategy) => {
    const every = await outcomesOf(handedOn, { strategy: "exhaustive", maxExecutions: 5000 });
    const found = await outcomesOf(handedOn, { ...unchecked, strategy });
    expect(found.coverage).toEqual({ kind: "complete" });
    expect(found).toEqual(outcomes(...every.outcomes.map(({ value }) => value)));
    expect(describeCoverage({ ...found, failure: undefined })).toMatch(
      /interleavings pass .*\nSomething that steps have/s,
    );
  });

  test("leaves a sample where there are too many", async () => {
    const found = await outcomesOf(handedOn, { ...unchecked, strategy: "exhaustive", maxExecutions: 30 });
    expect(found).toMatchObject({ coverage: { kind: "sampled" }, cutBy: "executions" });
    expect(found.remark).toContain("was not declared");
  });
});

test("a difference that the budget leaves unexplained is reported as a suspicion, and nothing is called complete", async () => {
  const body = heldForAWhile(1, atOnce);
  const options = { ...declared, strategy: "exhaustive", starts: "in order", maxTimeMs: 60_000 } as const;
  /** The report, or the error, of an exploration that is ended at this execution. */
  const endedAt = async (execution: number): Promise<unknown> => {
    const controller = new AbortController();
    let runs = 0;
    const counting: Body = (sim) => {
      if (++runs === execution) controller.abort();
      return body(sim);
    };
    return explore(counting, { ...options, signal: controller.signal }).catch((error: unknown) => error);
  };
  const ends: string[] = [];
  for (let execution = 1; ends.at(-1) !== "proven"; execution++) {
    const end = await endedAt(execution);
    if (end instanceof FootprintError) {
      ends.push("proven");
      continue;
    }
    const report = end as Report;
    const isSuspected = report.remark?.startsWith("Suspected, not proven: with steps in another order") === true;
    ends.push(isSuspected ? "suspected" : "nothing");
    if (isSuspected) {
      expect(report).toMatchObject({ coverage: { kind: "sampled" }, cutBy: "abort" });
      expect(describeCoverage(report)).toMatch(
        /^a sample passes: .*\(ended by the budget: abort\)\nSuspected, not proven/,
      );
    }
  }
  // The difference, the execution as it was, and the bisection: no other is without a word from then on.
  expect(ends.filter((end) => end === "suspected").length).toBeGreaterThan(2);
  expect(ends.lastIndexOf("nothing")).toBeLessThan(ends.indexOf("suspected"));
});

test("a promise of the loop is seen", async () => {
  const body: Body = async (sim) => {
    const log = sim.shared<string[]>([]);
    const handed = new Future<void>();
    await sim.all({
      first: async () => {
        await sim.io("a", () => log.push("a"), atOnce);
        handed.setResult();
      },
      second: async () => {
        await sim.io("b", () => log.push("b"), atOnce);
        await handed;
        await sim.io("c", () => log.push("c"), atOnce);
      },
    });
  };
  const { remark, coverage } = await explore(body, { ...declared, strategy: "exhaustive", validate: true });
  expect({ remark, coverage }).toEqual({
    remark: undefined,
    coverage: { kind: "complete", upTo: "declared footprints" },
  });
});
