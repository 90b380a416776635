import { readFile } from "node:fs/promises";
import { realSleep, realTurn } from "../host.ts";
import { type Feature, needed } from "../peer.ts";

const THIS_FILE = "safety.ts";

/** Whose time it is, and what goes wrong. */
export const safety: readonly Feature[] = [
  {
    name: "a scope inside a scope has its own clock, and the outer one keeps its timers",
    observed: (peer) =>
      peer.byHand(async (outer) => {
        let fired = false;
        setTimeout(() => (fired = true), 100);
        const own = await peer.byHand(async (inner) => {
          const start = Date.now();
          await inner.advance(1000);
          return Date.now() - start === 1000;
        });
        const early = fired;
        await outer.advance(100);
        return own && !early && fired;
      }),
  },
  {
    name: "concurrent tests have clocks of their own",
    observed: async (peer) => {
      const lasting = (ms: number): Promise<number> =>
        peer.byHand(async (time) => {
          const start = Date.now();
          await realTurn();
          await time.advance(ms);
          await realTurn();
          return Date.now() - start;
        });
      return (await Promise.all([lasting(1000), lasting(2000)])).join() === "1000,2000";
    },
  },
  {
    name: "the globals are restored by the library, whatever was thrown",
    observed: async (peer) => {
      const { Date: real, setTimeout: realSetTimeout } = globalThis;
      const unguarded = needed(peer.unguarded);
      try {
        unguarded(() => {
          throw new Error("of the test");
        });
      } catch {
        // what the test threw
      }
      return Date === real && setTimeout === realSetTimeout && Math.abs(Date.now() - real.now()) < 60_000;
    },
  },
  {
    name: "`fs.readFile` never loses to a timeout of a virtual second (20 times)",
    observed: async (peer) => {
      const won = await needed(peer.jumping)(async () => {
        const winners: string[] = [];
        for (let i = 0; i < 20; i++) {
          const late = new Promise<string>((resolve) => setTimeout(() => resolve("timeout"), 1000));
          winners.push(await Promise.race([late, readFile(import.meta.filename).then(() => "file")]));
        }
        return winners;
      });
      return won.every((winner) => winner === "file");
    },
  },
  {
    name: "a wait that can never end is an error",
    observed: (peer) =>
      needed(peer.jumping)(() => new Promise<boolean>(() => {})).then(
        () => false,
        () => true,
      ),
  },
  {
    name: "timers without end are an error",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const interval = setInterval(() => {}, 10);
        return needed(time.runAll)()
          .then(
            () => false,
            () => true,
          )
          .finally(() => clearInterval(interval));
      }),
  },
  {
    name: "that error shows the line that made the timer",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const interval = setInterval(() => {}, 10);
        const error = await needed(time.runAll)().catch((thrown: unknown) => thrown);
        clearInterval(interval);
        return error instanceof Error && `${error.message}\n${error.stack}`.includes(THIS_FILE);
      }),
  },
  {
    name: "20,000 timers, one after the other, are not taken for a loop without end",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let left = 20_000;
        const next = (): void => void (--left > 0 && setTimeout(next, 1));
        setTimeout(next, 1);
        await needed(time.runAll)();
        return left === 0;
      }),
  },
  {
    name: "a list of pending timers, with the lines that made them",
    observed: (peer) =>
      peer.byHand((time) => {
        setTimeout(() => {}, 10);
        return needed(time.pending)().includes(THIS_FILE);
      }),
  },
  {
    name: "timers that are left can be an error",
    observed: (peer) =>
      needed(peer.leavingNothing)(() => void setTimeout(() => {}, 10)).then(
        () => false,
        () => true,
      ),
  },
  {
    name: "what a callback throws comes out where time is moved",
    observed: (peer) =>
      peer.byHand(async (time) => {
        setTimeout(() => {
          throw new Error("of the callback");
        }, 10);
        const error = await time.advance(10).catch((thrown: unknown) => thrown);
        return error instanceof Error && error.message === "of the callback";
      }),
  },
  {
    name: "a rejection that is looked at after `advance` is no unhandled one",
    observed: (peer) =>
      withoutUnhandled(() =>
        peer.byHand(async (time) => {
          const rejects = new Promise((_, reject) => setTimeout(() => reject(new Error("looked at later")), 10));
          await time.advance(10);
          return rejects.then(
            () => false,
            () => true,
          );
        }),
      ),
  },
];

/** Whether `run` holds, and Node has not told of a rejection that nobody handled. */
async function withoutUnhandled(run: () => Promise<boolean>): Promise<boolean> {
  let told = false;
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", () => (told = true));
  try {
    const held = await run();
    await realSleep(5);
    return held && !told;
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
}
