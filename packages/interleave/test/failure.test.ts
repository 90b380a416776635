import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  type Body,
  DeadlockError,
  explore,
  type ExploreOptions,
  ExternalWaitError,
  failed,
  InterleavingError,
  LivelockError,
  NondeterminismError,
  OptionError,
  outcomes,
  outcomesOf,
  replay,
  SyncServiceMethodError,
  UnhandledRejectionError,
} from "../src/index.ts";
import { failingOrder } from "./observe.ts";

// Made, or taken, before any exploration began.
const foreignPromise = new Promise<never>(() => {});
const { setTimeout: capturedSetTimeout } = globalThis;

/** The line of this file that ends with `// <marker>`. */
async function lineOf(marker: string): Promise<number> {
  const text = await readFile(new URL(import.meta.url), "utf8");
  return text.split("\n").findIndex((line) => line.endsWith(`// ${marker}`)) + 1;
}

async function messageOf(body: Body, options?: ExploreOptions): Promise<string> {
  return explore(body, options).then(
    () => "nothing failed",
    (error: unknown) => (error as Error).message,
  );
}

describe("an error of the body", () => {
  test("that is thrown at once is the failure, and the cause of what explore rejects with", async () => {
    const error = new RangeError("at once");
    const body: Body = () => {
      throw error;
    };
    await expect(explore(body)).rejects.toBeInstanceOf(InterleavingError);
    await expect(explore(body)).rejects.toHaveProperty("cause", error);
    expect(await failingOrder(body)).toMatchObject({ kind: "error", error, trace: [], foundAfter: 1 });
    expect(await messageOf(body)).toMatch(/^RangeError: at once\n\nIt fails before anything can happen/);
  });

  test("that is thrown later comes with the order that led to it", async () => {
    const body: Body = async (sim) => {
      await sim.io("read", () => 7);
      throw new Error("later");
    };
    const { kind, error, trace } = await failingOrder(body);
    expect({ kind, error: String(error) }).toEqual({ kind: "error", error: "Error: later" });
    expect(trace.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["arrive read", "respond read"]);
  });

  test("that is no Error is shown as what it is", async () => {
    const body: Body = () => Promise.reject({ code: 42 });
    expect((await failingOrder(body)).error).toEqual({ code: 42 });
    expect(await messageOf(body)).toContain('thrown: {"code":42}');
  });

  test("in setup counts as the body's", async () => {
    const setup = (): never => {
      throw new Error("no database");
    };
    expect(await failingOrder(() => {}, { setup })).toMatchObject({ kind: "error" });
  });

  test("of a task reaches whoever awaits it, not the report", async () => {
    const caught = await explore(async (sim) => {
      await expect(
        sim.all({
          fails: () => Promise.reject(new Error("caught")),
          throws: () => {
            throw new Error("caught");
          },
        }),
      ).rejects.toThrow("caught");
    });
    expect(caught.coverage).toEqual({ kind: "complete" });
  });
});

describe("a deadlock", () => {
  const aliceWaits: Body = async (sim) => {
    const never = new Promise<void>(() => {});
    await sim.all({
      alice: async () => {
        await sim.io("ask", () => {});
        await never; // alice waits here
      },
      bob: () => {},
    });
  };

  test("names who waits", async () => {
    const { kind, error } = await failingOrder(aliceWaits);
    expect(kind).toBe("deadlock");
    expect(error).toBeInstanceOf(DeadlockError);
    const { waiting, message } = error as DeadlockError;
    const alice = waiting.find(({ owner }) => owner === "alice");
    expect(alice).toMatchObject({ foreign: false });
    expect(waiting.map(({ owner }) => owner)).toContain("body");
    expect(waiting.map(({ owner }) => owner)).not.toContain("bob");
    expect(message).toContain(`alice waits at ${alice?.where}`);
    expect(message).toMatch(/lost wake-up, a lock that is never released, or a promise that nobody settles/);
  });

  test("names the line", async () => {
    const { error } = await failingOrder(aliceWaits);
    const alice = (error as DeadlockError).waiting.find(({ owner }) => owner === "alice");
    expect(alice?.where).toMatch(new RegExp(`failure\\.test\\.ts:${await lineOf("alice waits here")}:\\d+$`));
  });

  test("on a promise that was made outside says so", async () => {
    const { kind, error } = await failingOrder(async (sim) => {
      await sim.io("ask", () => {});
      await foreignPromise;
    });
    expect(kind).toBe("deadlock");
    expect((error as DeadlockError).waiting).toMatchObject([{ owner: "body", foreign: true }]);
    expect((error as Error).message).toMatch(/waits for a promise made outside this execution at .*failure\.test\.ts/);
    expect((error as Error).message).toMatch(/make it in the body or in `setup`/);
  });

  test("is what remains when the only timer lies beyond the horizon", async () => {
    const body: Body = (sim) => sim.sleep(1001);
    expect((await failingOrder(body, { horizonMs: 1000 })).kind).toBe("deadlock");
    expect((await explore(body, { horizonMs: 1001 })).coverage).toEqual({ kind: "complete" });
  });
});

describe("a wait for something real", () => {
  const captured =
    (delayMs: number): Body =>
    async () => {
      await new Promise((resolve) => capturedSetTimeout(resolve, delayMs));
    };
  const waits: Record<string, Body> = {
    "a file": async () => void (await readFile(new URL(import.meta.url))),
    "a timer that was captured, and comes soon": captured(10),
    "a timer that was captured, and comes late": captured(300),
  };

  test.each(Object.entries(waits))("%s", async (_, body) => {
    const { kind, error } = await failingOrder(body);
    expect(kind).toBe("external wait");
    expect(error).toBeInstanceOf(ExternalWaitError);
    expect((error as ExternalWaitError).waiting).toMatchObject([{ owner: "body" }]);
    expect((error as Error).message).toMatch(/outside the simulation/);
    expect((error as Error).message).toMatch(
      /Wrap the call in sim\.io\("name", \(\) => …\), with \{ external: true \}/,
    );
  });

  test("names what the host works on, where it tells", async () => {
    const { error } = await failingOrder(captured(300));
    expect((error as ExternalWaitError).resources).toContain("Timeout");
    expect((error as Error).message).toContain("active in the host: Timeout");
  });

  test("is not seen in a timer of somebody else that runs meanwhile", async () => {
    const theirs: NodeJS.Timeout[] = [];
    capturedSetTimeout(() => {
      for (let i = 0; i < 5; i++) theirs.push(capturedSetTimeout(() => {}, 500));
    }, 10);
    const { kind } = await failingOrder(() => new Promise(() => {}));
    expect(theirs).toHaveLength(5);
    for (const timer of theirs) clearTimeout(timer);
    expect(kind).toBe("deadlock");
  });

  test("nor where outcomes are gathered", async () => {
    let theirs: NodeJS.Timeout | undefined;
    capturedSetTimeout(() => (theirs = capturedSetTimeout(() => {}, 500)), 10);
    const found = await outcomesOf(() => new Promise(() => {}));
    expect(theirs).toBeDefined();
    clearTimeout(theirs);
    expect(found).toEqual(outcomes(failed("deadlock")));
    expect(await outcomesOf(captured(300))).toEqual(outcomes(failed("external wait")));
  });

  test("and what somebody else awaits meanwhile is none of its waits", async () => {
    const waitForEver = async (): Promise<void> => void (await new Promise(() => {}));
    const theirs = setInterval(() => void waitForEver(), 1);
    const { error } = await failingOrder(async (sim) => {
      await sim.io("ask", () => new Promise((resolve) => capturedSetTimeout(resolve, 20)), { external: true });
      await new Promise(() => {});
    });
    clearInterval(theirs);
    expect((error as DeadlockError).waiting.map(({ owner }) => owner)).toEqual(["body"]);
  });
});

describe("an unhandled rejection", () => {
  test("fails the execution, and has the reason as its cause", async () => {
    const reason = new Error("refused");
    const { kind, error } = await failingOrder(async (sim) => {
      void Promise.reject(reason);
      await sim.io("x", () => {});
    });
    expect(kind).toBe("unhandled rejection");
    expect(error).toBeInstanceOf(UnhandledRejectionError);
    expect((error as Error).cause).toBe(reason);
    expect((error as Error).message).toBe("A promise was rejected, and nobody handled it: refused");
  });

  test("that is handled later, before the end, is none", async () => {
    await explore(async (sim) => {
      const rejected = Promise.reject(new Error("early"));
      await sim.io("x", () => {});
      await expect(rejected).rejects.toThrow("early");
    });
  });

  test("of what goes on after the body's end counts too", async () => {
    const { kind } = await failingOrder(async (sim) => {
      void sim.spawn("late", async () => {
        await sim.io("x", () => {});
        throw new Error("too late");
      });
      await sim.io("y", () => {}, { collapse: true });
    });
    expect(kind).toBe("unhandled rejection");
  });
});

describe("an error in a callback, where nobody can catch it", () => {
  const throws = (message: string) => (): never => {
    throw new Error(message);
  };
  const callbacks: Record<string, Body> = {
    "a timer": (sim) => {
      setTimeout(throws("a timer"), 10);
      return sim.sleep(20);
    },
    "an interval": (sim) => {
      setInterval(throws("an interval"), 10);
      return sim.sleep(20);
    },
    "an immediate": (sim) => {
      setImmediate(throws("an immediate"));
      return sim.sleep(20);
    },
    "a tick": (sim) => {
      process.nextTick(throws("a tick"));
      return sim.sleep(20);
    },
    "a microtask": (sim) => {
      queueMicrotask(throws("a microtask"));
      return sim.sleep(20);
    },
    "a listener": (sim) => {
      sim.signal("abort").addEventListener("abort", throws("a listener"));
      return sim.sleep(20);
    },
  };

  test.each(Object.entries(callbacks))("%s", async (name, body) => {
    const { kind, error } = await failingOrder(body);
    expect({ kind, error: String(error) }).toEqual({ kind: "uncaught exception", error: `Error: ${name}` });
  });
});

test("a livelock names the bound and what goes on and on", async () => {
  const { kind, error } = await failingOrder(
    async (sim) => {
      let done = false;
      while (!done) done = await sim.io("poll", () => false, { collapse: true });
    },
    { maxSteps: 200 },
  );
  expect(kind).toBe("livelock");
  expect(error).toBeInstanceOf(LivelockError);
  expect((error as LivelockError).maxSteps).toBe(200);
  expect((error as Error).message).toMatch(/More than 200 steps .* the next is "poll"\. Likely a loop that polls/);
});

describe("nondeterminism", () => {
  test("of a body that passes is named, with the first step that differs", async () => {
    let executions = 0;
    const body: Body = async (sim) => {
      executions++;
      await sim.io("same", () => {}, { collapse: true });
      await sim.io(`label ${executions}`, () => {}, { collapse: true });
    };
    const error: unknown = await explore(body).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NondeterminismError);
    expect((error as NondeterminismError).step).toBe(2);
    expect((error as Error).message).toMatch(
      /at step 2 it was io "label \d+" of body \(1\.0\), and then io "label \d+"/,
    );
    expect((error as NondeterminismError).where).toMatch(/test\/failure\.test\.ts:\d+:\d+$/);
    expect((error as Error).message).toContain(`brought about at ${(error as NondeterminismError).where}`);
    expect((error as Error).message).toMatch(/module-level cache/);
  });

  test("of a failure that does not come again is the failure that is reported", async () => {
    let executions = 0;
    const { kind, error } = await failingOrder(async (sim) => {
      await sim.io("x", () => {});
      if (++executions === 3) throw new Error("once"); // after the warm-up and the first
    });
    expect(kind).toBe("nondeterminism");
    expect((error as Error).message).toMatch(
      /an execution that fails \(error: Error: once\), and then one that passes/,
    );
  });

  test("that takes a choice away ends an exhaustive exploration with its name", async () => {
    let executions = 0;
    const body: Body = async (sim) => {
      const width = ++executions > 4 ? 1 : 3;
      await Promise.all(Array.from({ length: width }, (_, i) => sim.io(`call ${i}`, () => {}, { collapse: true })));
    };
    const error: unknown = await explore(body, { strategy: "exhaustive" }).catch((error: unknown) => error);
    const named = error instanceof InterleavingError ? error.report.failure.error : error;
    expect(named).toBeInstanceOf(NondeterminismError);
  });
});

test("a service method that returns no promise is named", async () => {
  class Counter {
    next(): number {
      return 1;
    }
  }
  const { error } = await failingOrder(async (sim) => {
    const counter = sim.service("counter", new Counter());
    await (counter.next() as unknown as Promise<number>);
  });
  expect(error).toBeInstanceOf(SyncServiceMethodError);
  expect((error as SyncServiceMethodError).method).toBe("next");
  expect((error as Error).message).toContain('sim.service("counter", object, { sync: ["next"] })');
});

describe("a wrong option", () => {
  const wrong: [string, ExploreOptions][] = [
    ["maxExecutions", { maxExecutions: 0 }],
    ["maxTimeMs", { maxTimeMs: -1 }],
    ["maxSteps", { maxSteps: Number.NaN }],
    ["horizonMs", { horizonMs: -5 }],
    ["maxCancels", { maxCancels: 0 }],
    ["stepLimitMs", { stepLimitMs: 0 }],
    ["starts", { starts: "eagerly" as "in order" }],
    ["strategy", { strategy: "best" as "random" }],
  ];

  test.each(wrong)("%s is named, with what is wanted and what was given", async (option, options) => {
    const error: unknown = await (async () => explore(() => {}, options))().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(OptionError);
    expect((error as OptionError).option).toBe(option);
    expect((error as Error).message).toMatch(new RegExp(`^The option "${option}" must be .*, and is `));
  });

  test("a body that is no function is named too", async () => {
    const body = "text" as unknown as Body;
    await expect((async () => explore(body))()).rejects.toThrow(OptionError);
    await expect((async () => replay(body, "h1-r--0"))()).rejects.toThrow(OptionError);
  });
});
