import { describe, expect, test } from "vitest";
import { InterleavingError, type Scenario, SerializabilityError, serializable } from "../../src/index.ts";

interface Account {
  balance: number;
  withdraw(amount: number): Promise<boolean>;
}

function account(safely: boolean): Scenario<Account> {
  return {
    setup: (sim): Account => ({
      balance: 100,
      async withdraw(amount) {
        if (safely) {
          return sim.io("withdraw", () => {
            if (this.balance < amount) return false;
            this.balance -= amount;
            return true;
          });
        }
        const seen = await sim.io("read", () => this.balance);
        if (seen < amount) return false;
        await sim.io("write", () => void (this.balance = seen - amount));
        return true;
      },
    }),
    operations: { alice: (it) => it.withdraw(80), bob: (it) => it.withdraw(30) },
    observe: (it) => it.balance,
  };
}

async function violation<S>(scenario: Scenario<S>): Promise<SerializabilityError> {
  const error: unknown = await serializable(scenario).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InterleavingError);
  expect((error as Error).cause).toBeInstanceOf(SerializabilityError);
  return (error as Error).cause as SerializabilityError;
}

describe("serializable", () => {
  test("passes where each operation is one moment", async () => {
    expect((await serializable(account(true))).coverage).toEqual({ kind: "complete" });
  });

  test("names the outcome that no order gives, and what the orders give", async () => {
    const { outcome, serial, message } = await violation(account(false));
    expect(outcome.results).toEqual({ alice: true, bob: true });
    expect([20, 70]).toContain(outcome.observed);
    expect([...serial]).toEqual([
      ["alice, then bob", { results: { alice: true, bob: false }, observed: 20 }],
      ["bob, then alice", { results: { bob: true, alice: false }, observed: 70 }],
    ]);
    expect(message).toMatch(
      /^No order in which the operations run one after another gives (alice|bob) = true, (alice|bob) = true, state = /,
    );
    expect(message).toContain("  alice, then bob: alice = true, bob = false, state = 20");
  });

  test("an operation's error is its result", async () => {
    const failing: Scenario<{ used: boolean }> = {
      setup: () => ({ used: false }),
      operations: {
        first: (it) => use(it),
        second: (it) => use(it),
      },
    };
    function use(it: { used: boolean }): void {
      if (it.used) throw new Error("used already");
      it.used = true;
    }
    expect((await serializable(failing)).coverage).toEqual({ kind: "complete" });
  });

  test("without observe, only the results count", async () => {
    const { observe: _, ...unobserved } = account(false);
    const { outcome } = await violation(unobserved);
    expect(outcome).toEqual({ results: { alice: true, bob: true }, observed: undefined });
  });

  test("three operations have six orders", async () => {
    const counter: Scenario<{ n: number }> = {
      setup: () => ({ n: 0 }),
      operations: { a: (it) => ++it.n, b: (it) => ++it.n, c: (it) => ++it.n },
    };
    expect((await serializable(counter)).statistics.distinct).toBe(6);
  });

  test("a state that is made with I/O is made anew for each execution", async () => {
    const made: Scenario<number[]> = {
      setup: (sim) => sim.io("open", () => []),
      operations: { a: (it) => void it.push(1), b: (it) => void it.push(2) },
      observe: (it) => it.length,
    };
    expect((await serializable(made)).coverage).toEqual({ kind: "complete" });
  });

  test("no operation at all passes", async () => {
    expect((await serializable({ setup: () => 0, operations: {} })).coverage).toEqual({ kind: "complete" });
  });
});
