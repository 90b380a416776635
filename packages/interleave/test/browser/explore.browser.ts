import { describe, expect, test } from "vitest";
import { explore, InterleavingError, replay, type Simulation } from "../../src/index.ts";

/** Both read the balance before either writes it: an update is lost. */
async function twoDeposits(sim: Simulation): Promise<void> {
  let balance = 0;
  const deposit = async (): Promise<void> => {
    const seen = await sim.io("read", () => balance);
    await sim.io("write", () => void (balance = seen + 1));
  };
  await sim.all({ alice: deposit, bob: deposit });
  expect(balance).toBe(2);
}

describe("in a browser, an exploration", () => {
  test("finds a lost update, and its schedule replays", async () => {
    const found = (await explore(twoDeposits).catch((error: unknown) => error)) as InterleavingError;
    expect(found).toBeInstanceOf(InterleavingError);
    expect(found.message).toContain("expected 1 to be 2");
    await expect(replay(twoDeposits, found.report.failure.schedule)).rejects.toThrow("expected 1 to be 2");
  });

  test("finds a rejection that nobody handles, and none that is handled late", async () => {
    const fails = async (sim: Simulation): Promise<never> => {
      await sim.io("ask", () => {});
      throw new Error("refused");
    };
    const forgotten = explore((sim) => void fails(sim));
    await expect(forgotten).rejects.toThrow(/nobody handled it: refused/);
    await explore(async (sim) => {
      const answer = fails(sim);
      await sim.io("something else", () => {});
      await new Promise((resolve) => void setTimeout(resolve, 10));
      await expect(answer).rejects.toThrow("refused");
    });
  });

  test("runs every order where nothing is lost, in virtual time", async () => {
    const report = await explore(
      async (sim) => {
        let balance = 0;
        const deposit = async (): Promise<void> => {
          await new Promise((resolve) => void setTimeout(resolve, 1000));
          await sim.io("add", () => void balance++);
        };
        await sim.all({ alice: deposit, bob: deposit });
        expect([balance, performance.now() >= 1000]).toEqual([2, true]);
      },
      { strategy: "exhaustive" },
    );
    expect(report.coverage).toEqual({ kind: "complete" });
  });
});
