import { AsyncResource } from "node:async_hooks";
import { stat } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { createGzip, gzip } from "node:zlib";
import { createTask, Lock } from "@heddle/loop-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DeadlockError, BudgetExceededError, ExternalWaitError, runVirtual, virtualTime } from "../src/index.ts";
import { elapsedMs } from "./elapsed.ts";

/** Real I/O that every supported Node lists: Node 26 does not tell of a file that is being read. */
const readStat = promisify(stat);

const here = new URL(import.meta.url);
const { setTimeout: realSetTimeout } = globalThis;

function later(ms: number, value?: string): Promise<string | undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}

async function compressed(parts: number): Promise<void> {
  const stream = createGzip();
  stream.resume();
  for (let i = 0; i < parts; i++) stream.write(Buffer.alloc(100_000, i));
  stream.end();
  await once(stream, "end");
}

async function requested(): Promise<void> {
  const server = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(server, "listening");
  await (await fetch(urlOf(server))).text();
  server.close();
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const served = { url: "", server: createServer((_request, response) => response.end("hello")) };
beforeAll(async () => {
  await once(served.server.listen(0, "127.0.0.1"), "listening");
  served.url = urlOf(served.server);
});
afterAll(() => {
  served.server.close();
});

function globalsNow(): unknown[] {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, Date } = globalThis;
  return [
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval,
    clearImmediate,
    Date,
    performance.now,
    Object.hasOwn(performance, "now"),
    Math.random,
    process.nextTick,
  ];
}

let before: unknown[];
beforeEach(() => {
  before = globalsNow();
});
afterEach(() => {
  expect(globalsNow().every((value, i) => Object.is(value, before[i]))).toBe(true);
});

describe("runVirtual", () => {
  test("lets an hour pass at once", async () => {
    const began = performance.now();
    const answer = await runVirtual(async () => {
      const start = Date.now();
      await later(3_600_000);
      return Date.now() - start;
    });
    expect(answer).toBe(3_600_000);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("gives what the body returns, promise or not", async () => {
    expect(await runVirtual(() => 1)).toBe(1);
    expect(await runVirtual(() => Promise.resolve("two"))).toBe("two");
    expect(await runVirtual(async () => undefined)).toBeUndefined();
  });

  test("rejects with what the body throws, at once or later", async () => {
    const error = new Error("mine");
    await expect(
      runVirtual(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    await expect(
      runVirtual(async () => {
        await later(10);
        throw error;
      }),
    ).rejects.toBe(error);
  });

  test("rejects with what a callback throws", async () => {
    const error = new Error("in a timer");
    const run = runVirtual(async () => {
      setTimeout(() => {
        throw error;
      }, 5);
      await later(10);
    });
    await expect(run).rejects.toBe(error);
  });

  test("ends when the body ends: timers that are left never fire", async () => {
    let fired = false;
    await runVirtual(() => {
      setTimeout(() => (fired = true), 1);
      setInterval(() => (fired = true), 1);
    });
    await new Promise((resolve) => realSetTimeout(resolve, 5));
    expect(fired).toBe(false);
  });

  test("a thousand timers in a row take no time to speak of", async () => {
    const end = await runVirtual(async () => {
      for (let i = 0; i < 1000; i++) await later(60_000);
      return elapsedMs();
    });
    expect(end).toBe(60_000_000);
  });

  test("one can run in another: each has its own clock", async () => {
    const seen = await runVirtual(async () => {
      await later(100);
      const inner = await runVirtual(async () => {
        await later(5);
        return elapsedMs();
      });
      return [inner, elapsedMs()];
    });
    expect(seen).toEqual([5, 100]);
  });
});

describe("real I/O", () => {
  test("never loses to a virtual timeout, however short", async () => {
    for (const timeoutMs of [1, 1000]) {
      const winner = await runVirtual(() =>
        Promise.race([readStat(here).then(() => "file"), later(timeoutMs, "timeout")]),
      );
      expect(winner).toBe("file");
    }
  });

  test("takes no virtual time", async () => {
    const now = await runVirtual(async () => {
      await readStat(here);
      await readStat(here);
      return elapsedMs();
    });
    expect(now).toBe(0);
  });

  test("code that goes on after it is still inside", async () => {
    const seen = await runVirtual(async () => {
      await readStat(here);
      await later(1000);
      await readStat(here);
      return [elapsedMs(), new Date().toISOString()];
    });
    expect(seen).toEqual([1000, "2024-01-01T00:00:01.000Z"]);
  });

  test("of others, meanwhile, sees real time", async () => {
    const outside = (async () => {
      await readStat(here);
      return Date.now();
    })();
    await runVirtual(() => later(1000));
    expect(await outside).toBeGreaterThan(1_750_000_000_000);
  });

  test("that the host does not list never loses to a timeout either", async () => {
    const winner = await runVirtual(() =>
      Promise.race([promisify(gzip)(Buffer.alloc(100_000)).then(() => "zip"), later(1000, "timeout")]),
    );
    expect(winner).toBe("zip");
  });

  test("is an error where that is asked for, with what the host works on", async () => {
    const run = runVirtual(() => readStat(here), { externals: "error" });
    await expect(run).rejects.toBeInstanceOf(ExternalWaitError);
    await expect(run).rejects.toThrow(/FSREQCALLBACK.*\{ externals: "wait" \}/);
    await expect(run).rejects.toMatchObject({ resources: expect.arrayContaining(["FSREQCALLBACK"]) as unknown });
  });

  test.each<[string, () => Promise<unknown>]>([
    ["a digest", () => crypto.subtle.digest("SHA-256", new Uint8Array(1_000_000))],
    ["a compressed stream, written in parts", () => compressed(20)],
    ["a request to a server inside", () => requested()],
    ["fetch", () => fetch(served.url).then((response) => response.text())],
    ["a run inside, which reads a file", () => runVirtual(() => readStat(here))],
  ])("never loses to a timeout: %s", async (_what, operation) => {
    const winner = await runVirtual(async () => {
      await later(10);
      return Promise.race([operation().then(() => "real"), later(1000, "timeout")]);
    });
    expect(winner).toBe("real");
  });

  test("is not what a library tells of its own requests, however they are called", async () => {
    const elapsedMs = await runVirtual(async (time) => {
      const request = new AsyncResource("UNDICI_REQUEST");
      await later(1000);
      return request.runInAsyncScope(() => time.now());
    });
    expect(elapsedMs).toBe(1000);
  });

  test("is not a socket that nobody has connected, on which a mock answers", async () => {
    const elapsedMs = await runVirtual(async (time) => {
      const socket = new TLSSocket(undefined as unknown as Socket);
      await later(1000);
      socket.destroy();
      return time.now();
    });
    expect(elapsedMs).toBe(1000);
  });

  test("of somebody else is no error of this run", async () => {
    const reading = Promise.all(Array.from({ length: 20 }, () => readStat(here)));
    await runVirtual(() => later(10), { externals: "error" }); // begun before: known
    await reading;
  });
});

describe("what can't end is named", () => {
  test("a wait that nothing can end is a deadlock", async () => {
    const run = runVirtual(() => new Promise(() => {}));
    await expect(run).rejects.toBeInstanceOf(DeadlockError);
    await expect(run).rejects.toThrow(/a promise that nobody settles/);
  });

  test("a deadlock after some time says where the run began, and after what it last went on", async () => {
    const run = runVirtual(async () => {
      await later(1000);
      await new Promise(() => {});
    });
    await expect(run).rejects.toBeInstanceOf(DeadlockError);
    await expect(run).rejects.toThrow(
      /the body waits for .* last went on at 1000 ms, after setTimeout 1000 ms made at .*run-virtual\.test\.ts.* \(started at .*run-virtual\.test\.ts/,
    );
  });

  test("a deadlock of tasks names each, and what it waits for", async () => {
    const run = runVirtual(async () => {
      const lock = new Lock({ name: "door" });
      await lock.acquire();
      const task = createTask(() => lock.acquire(), { name: "guest" });
      await task;
    });
    await expect(run).rejects.toMatchObject({
      waiting: [
        { name: "the body" },
        {
          name: 'task "guest"',
          waitsFor: expect.stringContaining("door") as unknown,
          startedAt: expect.stringContaining("run-virtual.test.ts") as unknown,
        },
      ],
    });
  });

  test("a deadlock while time stands still names the timers that wait, and who made them", async () => {
    const run = runVirtual(async () => void (await later(5000)), { autojump: false });
    await expect(run).rejects.toMatchObject({
      waiting: [
        { name: "the body" },
        {
          name: "setTimeout",
          waitsFor: "time to come to 5000 ms",
          startedAt: expect.stringContaining("run-virtual.test.ts") as unknown,
        },
      ],
    });
  });

  test("a deadlock names what the body has opened and left open: a port that is listened to, a server", async () => {
    const opened: { close(): void }[] = [];
    const run = runVirtual(async () => {
      const { port1 } = new MessageChannel();
      port1.on("message", () => {});
      const server = createServer().listen(0);
      const closed = createServer().listen(0, "127.0.0.1");
      await once(closed, "listening");
      closed.close();
      opened.push(port1, server);
      await once(server, "request");
    });
    const startedAt: unknown = expect.stringContaining("run-virtual.test.ts");
    await expect(run).rejects.toMatchObject({
      waiting: [
        { name: "the body" },
        { name: "a MessagePort", waitsFor: "a message", startedAt },
        { name: "a server", waitsFor: "a connection", startedAt },
      ],
    });
    for (const resource of opened) resource.close();
  });

  test("a wait for a timer that was captured before is waited for", async () => {
    expect(await runVirtual(() => new Promise((resolve) => realSetTimeout(resolve, 2, "real")))).toBe("real");
  });

  test("a worker's answer is waited for, unless it is unref'ed", async () => {
    const workers: Worker[] = [];
    const asked = (): Worker => {
      const worker = new Worker("require('node:worker_threads').parentPort.on('message', () => {}).postMessage(42)", {
        eval: true,
      });
      workers.push(worker);
      return worker;
    };
    expect(await runVirtual(() => once(asked(), "message"))).toEqual([42]);
    const waitsInVain = runVirtual(() => {
      asked().unref();
      return new Promise(() => {});
    });
    await expect(waitsInVain).rejects.toBeInstanceOf(DeadlockError);
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  test("an interval without end is named", async () => {
    const run = runVirtual(
      () => {
        setInterval(() => {}, 250);
        return new Promise(() => {});
      },
      { budget: { timers: 500 } },
    );
    await expect(run).rejects.toBeInstanceOf(BudgetExceededError);
    await expect(run).rejects.toThrow(
      /More than 500 timers, and no end\. The last to run was setInterval 250 ms, made at .*run-virtual\.test\.ts/,
    );
    await expect(run).rejects.toMatchObject({ limit: "timers", last: "setInterval 250 ms" });
  });
});

describe("a signal", () => {
  test("that is aborted ends the run with its reason", async () => {
    const controller = new AbortController();
    let fired = false;
    const run = runVirtual(
      async () => {
        setTimeout(() => controller.abort("enough"), 1000);
        setTimeout(() => (fired = true), 2000);
        await later(3000);
      },
      { signal: controller.signal },
    );
    await expect(run).rejects.toBe("enough");
    await new Promise((resolve) => realSetTimeout(resolve, 1));
    expect(fired).toBe(false);
  });

  test("that is aborted already lets nothing begin", async () => {
    let begun = false;
    await expect(runVirtual(() => (begun = true), { signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(begun).toBe(false);
  });

  test("that is aborted later changes nothing", async () => {
    const controller = new AbortController();
    expect(await runVirtual(() => "done", { signal: controller.signal })).toBe("done");
    controller.abort();
  });
});

describe("two runs side by side", () => {
  test("each have their own clock, dates and random numbers", async () => {
    const run = (delayMs: number, seed: number) =>
      runVirtual(
        async () => {
          const seen: number[] = [];
          for (let i = 0; i < 20; i++) {
            await later(delayMs);
            seen.push(elapsedMs(), Date.now(), Math.random());
          }
          return seen;
        },
        { seed, startDate: seed * 1000 },
      );
    const alone = [await run(7, 1), await run(1000, 2)];
    expect(await Promise.all([run(7, 1), run(1000, 2)])).toEqual(alone);
  });

  test("also while they wait for real I/O", async () => {
    const run = (delayMs: number) =>
      runVirtual(async () => {
        const seen: number[] = [];
        for (let i = 0; i < 5; i++) {
          await readStat(here);
          await later(delayMs);
          seen.push(elapsedMs());
        }
        return seen;
      });
    expect(await Promise.all([run(10), run(1000)])).toEqual([
      [10, 20, 30, 40, 50],
      [1000, 2000, 3000, 4000, 5000],
    ]);
  });

  test("one that fails leaves the other its globals", async () => {
    const [failed, fine] = await Promise.allSettled([
      runVirtual(async () => {
        await later(1);
        throw new Error("first");
      }),
      runVirtual(async () => {
        await readStat(here);
        await later(1000);
        return elapsedMs();
      }),
    ]);
    expect(failed.status).toBe("rejected");
    expect(fine).toEqual({ status: "fulfilled", value: 1000 });
  });
});

describe("code that outlives its run", () => {
  test("can't schedule any more, and a warning says who tried", async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listener);
    let fired = false;
    using _others = virtualTime(); // keeps the stand-ins in place
    let goOn!: () => void;
    const straggler = new Promise<void>((resolve) => (goOn = resolve));
    await runVirtual(() => {
      void straggler.then(() => setTimeout(() => (fired = true), 1));
    });
    goOn();
    await later(1000);
    await new Promise((resolve) => realSetTimeout(resolve, 1));
    process.off("warning", listener);
    expect(fired).toBe(false);
    expect(warnings).toMatchObject([{ name: "ScopeEndedError" }]);
    expect(warnings[0]?.message).toMatch(/setTimeout was used at .*run-virtual\.test\.ts.* whose virtual time is over/);
  });

  test("leaves a timer behind in silence where nobody waits for it: it has no reference, or was cleared at once", async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listener);
    using _others = virtualTime();
    let goOn!: () => void;
    const straggler = new Promise<void>((resolve) => (goOn = resolve));
    const over = runVirtual(() => {
      void straggler.then(() => {
        setTimeout(() => {}, 1).unref();
        AbortSignal.timeout(1);
        clearTimeout(setTimeout(() => {}, 1));
        clearImmediate(setImmediate(() => {}));
      });
    });
    await over;
    goOn();
    await new Promise((resolve) => realSetTimeout(resolve, 1));
    process.off("warning", listener);
    expect(warnings).toEqual([]);
  });
});
