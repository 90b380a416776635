import { createTask, gather, getRunningLoop, sleep } from "@heddle/loop-core";
import type { Body, ExploreOptions, FailureKind, Simulation } from "../src/index.ts";

/** A body that many tests use, and what must be true of it. */
export interface Program {
  readonly name: string;
  readonly body: Body;
  readonly options?: ExploreOptions;
  /** How many schedules it has, failing ones included. */
  readonly schedules: number;
  /** How it fails in some order; `undefined`: it passes in all. */
  readonly fails?: { readonly kind: FailureKind; readonly says: RegExp };
}

const atOnce = { collapse: true } as const;

/** Each reads, then writes what it has read. */
export const lostUpdate: Program = {
  name: "a lost update",
  body: async (sim) => {
    let stock = 100;
    const withdraw = async (): Promise<void> => {
      const seen = await sim.io("read", () => stock);
      await sim.io("write", () => void (stock = seen - 10));
    };
    await sim.all({ alice: withdraw, bob: withdraw });
    if (stock !== 80) throw new Error(`lost update: ${stock}`);
  },
  schedules: 252, // 10! / (5! 5!): a start and four moments each
  fails: { kind: "error", says: /^lost update: 90$/ },
};

export const lostUpdateAtOnce: Program = {
  name: "a lost update, one moment a call",
  body: async (sim) => {
    let stock = 0;
    const add = async (): Promise<void> => {
      const seen = await sim.io("read", () => stock, atOnce);
      await sim.io("write", () => void (stock = seen + 1), atOnce);
    };
    await sim.all({ alice: add, bob: add });
    if (stock !== 2) throw new Error(`lost update: ${stock}`);
  },
  schedules: 20, // 6! / (3! 3!)
  fails: { kind: "error", says: /^lost update: 1$/ },
};

/** The same with a lock that is a chain of promises. */
const withLock: Program = {
  name: "an update under a lock",
  body: async (sim) => {
    let stock = 100;
    let tail: Promise<unknown> = Promise.resolve();
    const withdraw = (): Promise<void> => {
      const mine = tail.then(async () => {
        const seen = await sim.io("read", () => stock);
        await sim.io("write", () => void (stock = seen - 10));
      });
      tail = mine;
      return mine;
    };
    await sim.all({ alice: withdraw, bob: withdraw });
    if (stock !== 80) throw new Error(`lost update: ${stock}`);
  },
  schedules: 10, // whoever starts first has four moments, and the other's start is at one of five places among them
};

export class PromiseLock {
  #tail: Promise<void> = Promise.resolve();

  async acquire(): Promise<() => void> {
    const before = this.#tail;
    let release: () => void = () => {};
    this.#tail = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  }
}

const philosophers: Program = {
  name: "two dining philosophers",
  body: async (sim) => {
    const forks = [new PromiseLock(), new PromiseLock()] as const;
    const dine = async (left: PromiseLock, right: PromiseLock): Promise<void> => {
      const putLeft = await left.acquire();
      await sim.io("reach over", () => {}, atOnce);
      const putRight = await right.acquire();
      putRight();
      putLeft();
    };
    await sim.all({ plato: () => dine(forks[0], forks[1]), kant: () => dine(forks[1], forks[0]) });
  },
  schedules: 6, // 4! / (2! 2!)
  fails: { kind: "deadlock", says: /nothing is left that could happen/ },
};

export const staleResponse: Program = {
  name: "a stale response that overtakes a fresh one",
  body: async (sim) => {
    let shown = "";
    const search = (query: string) => async (): Promise<void> => {
      shown = await sim.io("search", () => `results of ${query}`);
    };
    await sim.all({ first: search("a"), second: search("ab") });
    if (shown !== "results of ab") throw new Error(`shows ${shown}`);
  },
  options: { starts: "in order" },
  schedules: 6, // 4! / (2! 2!)
  fails: { kind: "error", says: /^shows results of a$/ },
};

const timeoutAgainstIo: Program = {
  name: "a timeout against I/O",
  body: async (sim) => {
    const late = new Promise((resolve) => setTimeout(resolve, 1000, "late"));
    const winner = await Promise.race([sim.io("fetch", () => "answer"), late]);
    sim.mark(String(winner));
    if ((winner === "late") !== (sim.now() === 1000)) throw new Error(`${String(winner)} at ${sim.now()} ms`);
  },
  schedules: 3, // the timer comes before, between or after arrival and response
};

export const lateTimer: Program = {
  name: "a timer that throws when it comes first",
  body: async (sim) => {
    let saved = false;
    setTimeout(() => {
      if (!saved) throw new Error("not saved in time");
    }, 100);
    await sim.io("save", () => void (saved = true), atOnce);
    await sim.idle();
  },
  schedules: 2,
  fails: { kind: "uncaught exception", says: /^not saved in time$/ },
};

export const openedAfterClose: Program = {
  name: "a click while a connection opens",
  body: async (sim) => {
    let open = false;
    let closed = false;
    const connected = sim.io("connect", () => {}).then(() => (open = true));
    const clicked = sim.stimulus("close", () => {
      closed = true;
      open = false;
    });
    await Promise.all([connected, clicked]);
    if (closed && open) throw new Error("open after close");
  },
  schedules: 3,
  fails: { kind: "error", says: /^open after close$/ },
};

export const leakyCancel: Program = {
  name: "a cancel that leaves a slot taken",
  body: async (sim) => {
    let taken = 0;
    const work = sim.spawn("alice", async ({ signal }) => {
      taken++;
      await sim.io("work", () => {}, atOnce);
      signal.throwIfAborted();
      taken--;
    });
    await Promise.allSettled([work]);
    if (taken !== 0) throw new Error("the slot is still taken");
  },
  options: { cancel: ["alice"] },
  schedules: 3, // before the start, between start and I/O, never before the end
  fails: { kind: "error", says: /^the slot is still taken$/ },
};

const cleanCancel: Program = {
  name: "a cancel that is cleaned up after",
  body: async (sim) => {
    let taken = 0;
    const work = sim.spawn("alice", async ({ signal }) => {
      taken++;
      try {
        await sim.io("work", () => {}, atOnce);
        signal.throwIfAborted();
      } finally {
        taken--;
      }
    });
    await Promise.allSettled([work]);
    if (taken !== 0) throw new Error("the slot is still taken");
  },
  options: { cancel: ["alice"] },
  schedules: 3,
};

const nestedSpawns: Program = {
  name: "tasks that start tasks",
  body: async (sim) => {
    const child = (): Promise<void> => sim.io("work", () => {}, atOnce);
    await sim.spawn("parent", () => Promise.all([sim.spawn("left", child), sim.spawn("right", child)]));
  },
  schedules: 6, // after the parent's start: 4! / (2! 2!)
};

const interval: Program = {
  name: "an interval that clears itself, beside I/O",
  body: async (sim) => {
    let ticks = 0;
    const ticked = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (++ticks < 3) return;
        clearInterval(timer);
        resolve();
      }, 10);
    });
    await Promise.all([ticked, sim.io("load", () => {})]);
    if (ticks !== 3 || sim.now() !== 30) throw new Error(`${ticks} ticks by ${sim.now()} ms`);
  },
  schedules: 10, // 5! / (3! 2!)
};

const unhandledRejection: Program = {
  name: "a task whose failure nobody awaits",
  body: async (sim) => {
    let locked = false;
    void sim.spawn("audit", async () => {
      if (await sim.io("look", () => locked, atOnce)) throw new Error("audit refused");
    });
    await sim.io("lock", () => void (locked = true), atOnce);
    await sim.idle();
  },
  schedules: 3,
  fails: { kind: "unhandled rejection", says: /audit refused/ },
};

const latencyWindows: Program = {
  name: "two calls whose latencies do not overlap",
  body: async (sim) => {
    const order: string[] = [];
    const call = (name: string, latency: readonly [number, number]): Promise<void> =>
      sim.io(name, () => {}, { latency }).then(() => void order.push(name));
    await Promise.all([call("fast", [0, 5]), call("slow", [10, 20])]);
    if (order.join() !== "fast,slow") throw new Error(`answers came as ${order.join()}`);
  },
  schedules: 3, // slow arrives before, between or after arrival and response of fast
};

const fifoChannel: Program = {
  name: "two messages on one connection",
  body: async (sim) => {
    const arrived: number[] = [];
    const answered: number[] = [];
    const send = (n: number): Promise<void> =>
      sim.io("send", () => void arrived.push(n), { order: "fifo" }).then(() => void answered.push(n));
    await Promise.all([send(1), send(2)]);
    if (arrived.join() !== "1,2" || answered.join() !== "1,2") throw new Error("overtaken");
  },
  schedules: 2, // the second arrives before or after the first is answered
};

class Ledger {
  readonly #balances = new Map([["a", 50]]);

  async read(key: string): Promise<number> {
    await Promise.resolve();
    return this.#balances.get(key) ?? 0;
  }

  async transfer(from: string, to: string, amount: number): Promise<void> {
    await Promise.resolve();
    const have = this.#balances.get(from) ?? 0;
    this.#balances.set(from, have - amount);
    this.#balances.set(to, (this.#balances.get(to) ?? 0) + amount);
  }

  total(): number {
    return [...this.#balances.values()].reduce((sum, one) => sum + one, 0);
  }
}

const service: Program = {
  name: "a service with private state",
  body: async (sim) => {
    const ledger = sim.service("ledger", new Ledger(), { sync: ["total"], collapse: true });
    await sim.all({
      reader: () => ledger.read("a"),
      writer: () => ledger.transfer("a", "b", 20),
    });
    if (ledger.total() !== 50) throw new Error(`total ${ledger.total()}`);
  },
  schedules: 6, // 4! / (2! 2!)
};

const loopTasks: Program = {
  name: "tasks of the loop, beside I/O",
  body: async (sim) => {
    const slow = createTask(async () => {
      await sleep(5);
      return "slow";
    });
    const fast = createTask(async () => {
      await sleep(3);
      return "fast";
    });
    const [results] = await Promise.all([gather([slow, fast]), sim.io("load", () => {}, atOnce)]);
    if (results.join() !== "slow,fast") throw new Error(`got ${results.join()}`);
  },
  schedules: 3, // the load comes before, between or after the two timers
};

/** Callbacks that are ready have an order of their own, and are no choices. */
const readyCallbacks: Program = {
  name: "ticks, microtasks and immediates",
  body: async (sim) => {
    const order: string[] = [];
    const immediate = new Promise<void>((resolve) => {
      setImmediate(() => {
        order.push("immediate");
        resolve();
      });
    });
    process.nextTick(() => order.push("tick"));
    queueMicrotask(() => order.push("microtask"));
    await Promise.all([immediate, sim.io("a", () => {}, atOnce), sim.io("b", () => {}, atOnce)]);
    if (order.at(-1) !== "immediate" || order.length !== 3) throw new Error(order.join());
  },
  schedules: 2,
};

/** `Date`, `Math.random` and `performance.now` decide, and are the same in each execution of one schedule. */
const jitteredRetry: Program = {
  name: "a retry with jitter",
  body: async (sim) => {
    let failures = 2;
    const began = Date.now();
    const beganMs = performance.now();
    const attempt = async (): Promise<void> => {
      if (await sim.io("try", () => failures-- > 0)) {
        await sim.sleep(Math.floor(Math.random() * 100) + 1);
        return attempt();
      }
    };
    await Promise.all([attempt(), sim.sleep(50)]);
    if (Date.now() - began !== performance.now() - beganMs) throw new Error("two clocks");
  },
  schedules: 3, // the sleep ends before, between or after the moments of the first try; the jitter is longer
};

/** The body waits until nothing else happens. */
const idle: Program = {
  name: "a body that waits for idleness",
  body: async (sim) => {
    let done = 0;
    for (const name of ["a", "b"]) void sim.spawn(name, async () => void (await sim.io("x", () => done++, atOnce)));
    setTimeout(() => done++, 10);
    await sim.idle();
    if (done !== 3) throw new Error(`only ${done}`);
  },
  schedules: 30, // 5! / (2! 2!)
};

const pickedSize: Program = {
  name: "a batch of a size that is picked",
  body: async (sim) => {
    const size = await sim.pick("size", [1, 2, 3]);
    const sent = await sim.io("send", () => Math.min(size, 2), atOnce);
    if (sent !== size) throw new Error(`sent ${sent} of ${size}`);
  },
  schedules: 3,
  fails: { kind: "error", says: /^sent 2 of 3$/ },
};

export const picksInTasks: Program = {
  name: "a pick of one task, beside another one",
  body: async (sim) => {
    const picked: string[] = [];
    const pick = async (): Promise<void> => {
      for (const name of ["color", "size"]) picked.push(await sim.pick(name, [`${name} 1`, `${name} 2`]));
    };
    await sim.all({ picker: pick, other: () => sim.io("work", () => {}, atOnce) });
    if (picked.length !== 2) throw new Error(picked.join());
  },
  schedules: 12, // the picker's start is at one of three places, with four answers each
};

export const lostResponse: Program = {
  name: "a charge that is repeated when its response is lost",
  body: async (sim) => {
    let charged = 0;
    const charge = (): Promise<void> =>
      sim.io("charge", () => void charged++, { ...atOnce, mayReject: new Error("connection lost") });
    await charge().catch(charge);
    if (charged !== 1) throw new Error(`charged ${charged} times`);
  },
  schedules: 3,
  fails: { kind: "error", says: /^charged 2 times$/ },
};

const survivedFaults: Program = {
  name: "two calls that may fail, the second of which may hang",
  body: async (sim) => {
    const call = (name: string, mayHang: boolean): Promise<void> =>
      sim.io(name, () => {}, { ...atOnce, lost: "request", mayReject: new Error("busy"), mayHang }).catch(() => {});
    await call("load", false);
    await Promise.race([call("save", true), sim.sleep(5)]);
  },
  options: { maxFaults: 2 },
  schedules: 8, // two ends of the first; then the second comes, or fails, or hangs until time is up, or is later than that
};

export const anyCallbackNext: Program = {
  name: "three callbacks, of which any may be next",
  body: async (sim) => {
    const order: string[] = [];
    for (const name of ["a", "b", "c"]) getRunningLoop().callSoon(() => order.push(name));
    await sim.idle();
    if (order.join("") === "cba") throw new Error("in reverse");
  },
  options: { model: "tasks" },
  schedules: 6,
  fails: { kind: "error", says: /^in reverse$/ },
};

export const lateTimers: Program = {
  name: "a timer that is late for an answer",
  body: async (sim) => {
    let asked = false;
    const question = sim.sleep(3).then(() => (asked = true));
    await sim.io("answer", () => {}, { ...atOnce, latency: [5, 10] });
    if (!asked) throw new Error("answered before it was asked");
    await question;
  },
  options: { timers: "late" },
  schedules: 3, // on time; or late, before or after the answer
  fails: { kind: "error", says: /^answered before it was asked$/ },
};

export const programs: readonly Program[] = [
  lostUpdate,
  lostUpdateAtOnce,
  withLock,
  philosophers,
  staleResponse,
  timeoutAgainstIo,
  lateTimer,
  openedAfterClose,
  leakyCancel,
  cleanCancel,
  nestedSpawns,
  interval,
  unhandledRejection,
  latencyWindows,
  fifoChannel,
  service,
  loopTasks,
  readyCallbacks,
  jitteredRetry,
  idle,
  pickedSize,
  picksInTasks,
  lostResponse,
  survivedFaults,
  anyCallbackNext,
  lateTimers,
];

type FailingProgram = Program & Required<Pick<Program, "fails">>;
export const failing: readonly FailingProgram[] = programs.filter(
  (program): program is FailingProgram => program.fails !== undefined,
);
export const passing: readonly Program[] = programs.filter(({ fails }) => fails === undefined);
/** A deadlock takes real time, each time: the host gets a turn first. What is about something else leaves it out. */
export const quick: readonly Program[] = programs.filter(({ fails }) => fails?.kind !== "deadlock");

/** `count` tasks, each with `calls` I/O calls in a row and nothing in common. */
export function independentTasks(
  count: number,
  calls: number,
  collapse: boolean,
): (sim: Simulation) => Promise<unknown> {
  return (sim) =>
    sim.all(
      Object.fromEntries(
        Array.from({ length: count }, (_, task) => [
          `task ${task}`,
          async () => {
            for (let call = 0; call < calls; call++) await sim.io(`call ${call}`, () => {}, { collapse });
          },
        ]),
      ),
    );
}
