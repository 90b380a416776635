import { describe, expect, test } from "vitest";
import { KEYS } from "../../src/simulation/observer.ts";
import { SharedObjectError, SharedObjects } from "../../src/simulation/shared.ts";

/** What was touched, as `read stock`, in order; symbols and objects by what they are. */
function watched<T>(value: T): { shared: T; seen: () => string[] } {
  const touches: string[] = [];
  const names = new Map<unknown, string>([[KEYS, "(keys)"]]);
  const objects = new SharedObjects({
    created: (object) => names.set(object, `object ${names.size}`),
    touched: (object, key, access) => {
      const of = names.get(object) === "object 1" ? "" : `${names.get(object)} `;
      touches.push(`${access} ${of}${names.get(key) ?? String(key)}`);
    },
  });
  const shared = objects.share(value);
  return { shared, seen: () => touches.splice(0) };
}

describe("a shared object", () => {
  test("tells of reads and writes, property by property", () => {
    const { shared, seen } = watched({ stock: 1, name: "tea" });
    shared.stock -= 1;
    expect(seen()).toEqual(["read stock", "overwrite stock"]);
    expect([shared.name, "stock" in shared, shared.stock]).toEqual(["tea", true, 0]);
    expect(seen()).toEqual(["read name", "read stock", "read stock"]);
  });

  test("tells of properties that come and go as of the list of keys", () => {
    const { shared, seen } = watched<Record<string, number>>({ a: 1 });
    shared["b"] = 2;
    expect(seen()).toEqual(["read b", "write (keys)", "write b"]);
    delete shared["a"];
    expect(seen()).toEqual(["write (keys)", "write a"]);
    expect(Object.keys(shared)).toEqual(["b"]);
    expect(seen()).toContain("read (keys)");
  });

  test("is shared with all that it holds, also what is put in later; and holds no proxy itself", () => {
    const raw: { inner: { n: number }; later?: { n: number } } = { inner: { n: 1 } };
    const { shared, seen } = watched(raw);
    shared.inner.n = 2;
    expect(seen()).toEqual(["read inner", "overwrite object 2 n"]);
    const later = { n: 3 };
    shared.later = later;
    expect(raw.later).toBe(later);
    seen();
    shared.later.n = 4;
    expect(seen()).toEqual(["read later", "overwrite object 3 n"]);
    shared.later = shared.inner;
    expect(raw.later).toBe(raw.inner);
    expect(shared.later).toBe(shared.inner);
  });

  test("that is an instance of a class runs its methods, getters and setters with everything seen", () => {
    class Account {
      balance = 10;
      get half(): number {
        return this.balance / 2;
      }
      set half(value: number) {
        this.balance = 2 * value;
      }
      withdraw(amount: number): void {
        this.balance -= amount;
      }
    }
    const { shared, seen } = watched(new Account());
    shared.withdraw(4);
    expect(seen()).toEqual(["read balance", "overwrite balance"]);
    expect(shared.half).toBe(3);
    expect(seen()).toEqual(["read balance", "read half"]);
    shared.half = 5;
    expect(seen()).toContain("overwrite balance");
    expect(shared.balance).toBe(10);
    expect(shared).toBeInstanceOf(Account);
    expect(shared.withdraw).toBe(shared.withdraw);
  });

  test("that is an array tells of elements and of its length", () => {
    const { shared, seen } = watched([1, 2]);
    shared.push(3);
    expect(seen()).toEqual(expect.arrayContaining(["write (keys)", "write 2", "write length"]));
    expect(shared.map((n) => n * 2)).toEqual([2, 4, 6]);
    expect(seen()).toEqual(expect.arrayContaining(["read length", "read 0", "read 1", "read 2"]));
    shared.length = 1;
    expect(seen()).toEqual(expect.arrayContaining(["write 1", "write 2", "write length"]));
  });

  test("that keeps private fields is refused by name, when they are used", () => {
    class Hidden {
      #n = 1;
      next(): number {
        return this.#n++;
      }
    }
    const { shared } = watched(new Hidden());
    expect(() => shared.next()).toThrow(SharedObjectError);
    expect(() => shared.next()).toThrow(/an instance of Hidden/);
  });

  test("may hold promises and dates, which stay as they are; one alone is refused", async () => {
    const date = new Date(0);
    const { shared } = watched({ answer: Promise.resolve(42), date });
    expect(await shared.answer).toBe(42);
    expect(shared.date.getTime()).toBe(0);
    expect(() => watched(date)).toThrow(/a Date/);
  });

  test("that is frozen can be read", () => {
    const { shared } = watched(Object.freeze({ inner: { n: 1 } }));
    expect(shared.inner.n).toBe(1);
  });
});

describe("a shared map", () => {
  test("tells of entries one by one, and of the list of keys when one comes or goes", () => {
    const { shared, seen } = watched(new Map([["a", 1]]));
    shared.set("a", 2);
    expect(seen()).toEqual(["overwrite a"]);
    shared.set("b", 3);
    expect(seen()).toEqual(["write (keys)", "write b"]);
    expect([shared.get("a"), shared.has("c"), shared.size]).toEqual([2, false, 2]);
    expect(seen()).toEqual(["read a", "read c", "read (keys)"]);
    expect([...shared]).toEqual([
      ["a", 2],
      ["b", 3],
    ]);
    expect(seen()).toEqual(["read (keys)", "read a", "read b"]);
    expect(shared.delete("a")).toBe(true);
    expect(seen()).toEqual(["write (keys)", "write a"]);
    shared.clear();
    expect(seen()).toEqual(["write (keys)", "write b"]);
  });

  test("gives what it holds as shared, and is used as any map", () => {
    const { shared, seen } = watched(new Map([["a", { n: 1 }]]));
    (shared.get("a") as { n: number }).n = 2;
    expect(seen()).toEqual(["read a", "overwrite object 2 n"]);
    expect(shared.set("b", { n: 3 })).toBe(shared);
    const collected: string[] = [];
    shared.forEach(({ n }, key, map) => collected.push(`${key}${n}${map === shared}`));
    expect([collected, [...shared.keys()], [...shared.values()]]).toEqual([
      ["a2true", "b3true"],
      ["a", "b"],
      [{ n: 2 }, { n: 3 }],
    ]);
  });
});

test("a shared set tells of its members one by one", () => {
  const { shared, seen } = watched(new Set(["a"]));
  shared.add("a");
  expect(seen()).toEqual(["read a"]);
  expect(shared.add("b")).toBe(shared);
  expect(seen()).toEqual(["write (keys)", "write b"]);
  expect([shared.has("b"), [...shared], shared.size]).toEqual([true, ["a", "b"], 2]);
  expect(seen()).toEqual(["read b", "read (keys)", "read a", "read b", "read (keys)"]);
  shared.delete("a");
  expect(seen()).toEqual(["write (keys)", "write a"]);
});
