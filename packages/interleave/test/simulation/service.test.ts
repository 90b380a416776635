import { describe, expect, test } from "vitest";
import { exhaustive, explore, type Simulation } from "../../src/index.ts";
import { observeEach } from "../observe.ts";

class Store {
  readonly #items: string[] = [];
  static readonly kind: string = "store";
  name = "plain";

  async add(item: string): Promise<number> {
    await Promise.resolve();
    return this.#items.push(item);
  }

  count(): number {
    return this.#items.length;
  }

  get first(): string | undefined {
    return this.#items[0];
  }

  then?: undefined;
}

async function once(body: (sim: Simulation) => unknown): Promise<void> {
  await explore(body, { strategy: "deviations", maxExecutions: 1 });
}

describe("a service", () => {
  test("calls methods with the object itself, so that private fields work", async () => {
    await once(async (sim) => {
      const raw = new Store();
      const store = sim.service("store", raw, { sync: ["count"] });
      expect(await store.add("a")).toBe(1);
      expect(store.count()).toBe(1);
      expect(raw.count()).toBe(1);
      expect(store.first).toBe("a");
    });
  });

  test("names each call after itself and the method", async () => {
    const [observed] = await observeEach(async (sim) => {
      await sim.service("store", new Store()).add("a");
    }, exhaustive());
    expect(observed!.entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "arrive store.add",
      "respond store.add",
    ]);
  });

  test("looks like the object otherwise", async () => {
    await once((sim) => {
      const store = sim.service("store", new Store());
      expect(store).toBeInstanceOf(Store);
      expect(store.name).toBe("plain");
      store.name = "changed";
      expect(store.name).toBe("changed");
      expect(store.constructor).toBe(Store);
      expect("add" in store).toBe(true);
      expect(store.add).toBe(store.add);
    });
  });

  test("can be returned from an async function: it is no thenable", async () => {
    await once(async (sim) => {
      const store = await Promise.resolve(sim.service("store", new Store()));
      expect(await store.add("x")).toBe(1);
    });
  });

  test("methods that call each other are one call from outside", async () => {
    class Nested {
      async inner(): Promise<number> {
        await Promise.resolve();
        return 1;
      }

      async outer(): Promise<number> {
        return (await this.inner()) + 1;
      }
    }
    const [observed] = await observeEach(async (sim) => {
      expect(await sim.service("nested", new Nested()).outer()).toBe(2);
    }, exhaustive());
    expect(observed!.failure).toBeUndefined();
    expect(observed!.steps).toBe(2);
  });

  test("passes I/O options on to every call, with the service as the channel", async () => {
    const orders = new Set<string>();
    await explore(
      async (sim) => {
        const arrived: string[] = [];
        const wire = sim.service(
          "wire",
          {
            hello: async () => void arrived.push("hello"),
            bye: async () => void arrived.push("bye"),
          },
          { order: "fifo" },
        );
        await Promise.all([wire.hello(), wire.bye()]);
        orders.add(arrived.join());
      },
      { strategy: "exhaustive" },
    );
    expect([...orders]).toEqual(["hello,bye"]);
  });

  test("a method that rejects rejects at the caller", async () => {
    await once(async (sim) => {
      const service = sim.service("s", { fails: () => Promise.reject(new Error("no")) });
      await expect(service.fails()).rejects.toThrow("no");
    });
  });
});
