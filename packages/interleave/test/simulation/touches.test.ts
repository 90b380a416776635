import { describe, expect, test } from "vitest";
import {
  type Body,
  explore,
  type Footprint,
  type Guide,
  type IoOptions,
  type ServiceOptions,
  TouchesError,
} from "../../src/index.ts";
import { nameOf } from "../../src/schedule.ts";
import { observe, observeEach } from "../observe.ts";

/** What is declared of each event that happens, by its name and kind. */
async function declared(body: Body): Promise<Record<string, Footprint | undefined>> {
  const seen: Record<string, Footprint | undefined> = {};
  const guide: Guide = {
    choose: () => 0,
    happens: (event, _, footprint) => {
      const kind = "kind" in event ? event.kind : "timer";
      seen[`${kind} ${nameOf(event)}`] = footprint;
    },
  };
  await observe(body, guide);
  return seen;
}

const call =
  (options: IoOptions): Body =>
  (sim) =>
    sim.io("call", () => {}, options);

const footprint = (reads: number[], writes: number[]): Footprint => ({ reads, writes, unknown: false });

describe("a call that says what it touches", () => {
  test("declares it for the moment at which it arrives, and nothing for its response", async () => {
    expect(await declared(call({ touches: ["a", "b"] }))).toEqual({
      "arrive call": footprint([], [0, 1]),
      "respond call": footprint([], []),
    });
  });

  test("declares it for its only moment", async () => {
    expect(await declared(call({ touches: ["a"], collapse: true }))).toEqual({ "io call": footprint([], [0]) });
  });

  test("may read and write, or one of both", async () => {
    const only = async (touches: IoOptions["touches"] & object) =>
      (await declared(call({ touches, collapse: true })))["io call"];
    expect(await only({ reads: ["a"], writes: ["b", "c"] })).toEqual(footprint([0], [1, 2]));
    expect(await only({ reads: ["a"] })).toEqual(footprint([0], []));
    expect(await only({ writes: ["a"] })).toEqual(footprint([], [0]));
    expect(await only([])).toEqual(footprint([], []));
  });

  test("may overwrite: that is a write, and no more than a write where it reads or writes the same", async () => {
    const touches = { reads: ["a"], writes: ["b"], overwrites: ["a", "b", "c"] };
    const known = (await declared(call({ touches, collapse: true })))["io call"];
    expect(known).toMatchObject({ reads: [0], overwrites: [2] });
    expect(new Set(known?.writes)).toEqual(new Set([0, 1, 2]));
  });

  test("is the only one of which something is known", async () => {
    const seen = await declared(async (sim) => {
      await sim.spawn("task", () => sim.io("call", () => {}));
      await sim.stimulus("click", () => {});
      await sim.sleep(5);
    });
    expect(Object.values(seen)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test("is seen at a choice, before it happens", async () => {
    const seen: (Footprint | undefined)[] = [];
    const guide: Guide = {
      choose: (choice) => {
        seen.push(...Array.from({ length: choice.size }, (_, index) => choice.footprintAt(index)));
        return 0;
      },
    };
    await observe(
      (sim) => Promise.all([sim.io("a", () => {}, { touches: ["x"], collapse: true }), sim.stimulus("b", () => {})]),
      guide,
    );
    expect(seen).toEqual([footprint([], [0]), undefined]);
  });
});

test("a key is the same location in every execution, whatever comes first", async () => {
  const locations: Record<string, Set<number>> = { x: new Set(), y: new Set() };
  const strategy = {
    name: "last first",
    next: (): Guide => ({
      choose: ({ size }) => (turn++ % 2 === 0 ? 0 : size - 1),
      happens: (event, _, known) => known?.writes.forEach((location) => locations[nameOf(event)]?.add(location)),
    }),
    learn: () => {},
    coverage: () => ({ kind: "sampled" }) as const,
  };
  let turn = 0;
  const work = (key: string) => () => key;
  await observeEach(
    async (sim) => {
      const touching = (key: string) => () => sim.io(key, work(key), { touches: [key] });
      await sim.all({ a: touching("x"), b: touching("y") });
    },
    strategy,
    { maxExecutions: 20 },
  );
  expect([locations.x!.size, locations.y!.size]).toEqual([1, 1]);
  expect(locations.x).not.toEqual(locations.y);
});

class Bank {
  async balance(_id: string): Promise<number> {
    await Promise.resolve();
    return 0;
  }

  async transfer(_from: string, _to: string, _amount: number): Promise<void> {
    await Promise.resolve();
  }

  async total(): Promise<number> {
    await Promise.resolve();
    return 0;
  }
}

describe("a service that says what its calls touch", () => {
  async function footprints(options: ServiceOptions<Bank>) {
    return declared(async (sim) => {
      const bank = sim.service("bank", new Bank(), { collapse: true, ...options });
      await bank.balance("a");
      await bank.transfer("a", "b", 5);
      await bank.total();
    });
  }

  test("may say the same of all", async () => {
    expect(await footprints({ touches: ["bank"] })).toEqual({
      "io bank.balance": footprint([], [0]),
      "io bank.transfer": footprint([], [0]),
      "io bank.total": footprint([], [0]),
    });
  });

  test("may say it by the arguments", async () => {
    expect(await footprints({ touches: ([id]) => [`account:${id}`], readOnly: ["balance"] })).toEqual({
      "io bank.balance": footprint([0], []),
      "io bank.transfer": footprint([], [0]),
      "io bank.total": footprint([], [1]), // of the account "undefined"
    });
  });

  test("may say it by the method, or say nothing", async () => {
    const options: ServiceOptions<Bank> = {
      touches: ([from, to], method) => {
        if (method === "total") return undefined;
        return { reads: [`fee`], writes: method === "transfer" ? [String(from), String(to)] : [String(from)] };
      },
      readOnly: ["balance"],
    };
    expect(await footprints(options)).toEqual({
      "io bank.balance": footprint([0, 1], []),
      "io bank.transfer": footprint([0], [1, 2]),
      "io bank.total": undefined,
    });
  });
});

describe("a declaration that means nothing", () => {
  test.each([
    { touches: "account", got: '"account"' },
    { touches: 7, got: "7" },
    { touches: ["a", 7], got: "7" },
    { touches: { read: ["a"] }, got: '"read"' },
    { touches: { reads: "a" }, got: '"a"' },
    { touches: { writes: [undefined] }, got: "undefined" },
  ])("is refused at the call: $touches", async ({ touches, got }) => {
    const refused: Body = async (sim) => {
      const call = (): Promise<void> => sim.io("call", () => {}, { touches: touches as never });
      await expect(call()).rejects.toThrow(TouchesError);
      await expect(call()).rejects.toThrow(
        `The option "touches" of "call" must be a list of the keys that it writes, as ["account:1"], or ` +
          `{ reads: [...], writes: [...], overwrites: [...] }, and holds ${got}.`,
      );
      expect(() => sim.service("bank", new Bank(), { touches: touches as never })).toThrow(TouchesError);
    };
    await explore(refused, { maxExecutions: 2 });
  });

  test("is refused at the call that a function has it for", async () => {
    await explore(
      async (sim) => {
        const bank = sim.service("bank", new Bank(), { touches: (() => "account") as never });
        await expect(bank.balance("a")).rejects.toThrow(/"touches" of "bank\.balance" .* and holds "account"/);
      },
      { maxExecutions: 2 },
    );
  });
});
