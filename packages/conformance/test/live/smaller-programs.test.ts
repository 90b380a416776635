import { describe, expect, test } from "vitest";
import type { Program } from "../../src/language/grammar.ts";
import { smallerPrograms } from "../../src/live/smaller-programs.ts";

describe("smaller programs", () => {
  test("an empty one has none", () => {
    expect(smaller({ main: [] })).toEqual([]);
  });

  test("come without all operations, without half, without one", () => {
    const [a, b, c] = [
      ["log", "a"],
      ["log", "b"],
      ["log", "c"],
    ] as const;
    expect(smaller({ main: [a, b, c] }).slice(0, 4)).toEqual([
      { main: [] },
      { main: [b, c] },
      { main: [a, c] },
      { main: [a, b] },
    ]);
  });

  test("have what is inside a block, a task or a coroutine in its place", () => {
    const inside = [["sleep", 0]] as const;
    const main = { main: inside };
    expect(smaller({ main: [["repeat", 2, inside]] })).toContainEqual(main);
    expect(smaller({ main: [["try", { do: [], except: [[["E1"], inside]] }]] })).toContainEqual(main);
    expect(smaller({ main: [["try", { do: [], finally: inside }]] })).toContainEqual(main);
    expect(smaller({ main: [["spawn", "t", inside]] })).toContainEqual(main);
    expect(smaller({ main: [["gather", [{ co: "c", body: inside }]]] })).toContainEqual(main);
    expect(smaller({ main: [["wait_for", { co: "c", body: inside }, 1]] })).toContainEqual(main);
  });

  test("never wait in a callback", () => {
    const spawn = ["spawn", "t", [["sleep", 0]]] as const;
    const all = [...smaller({ pre: [spawn], main: [] }), ...smaller({ main: [["call_soon", "h", [spawn]]] })];
    expect(all).not.toContainEqual({ pre: [["sleep", 0]], main: [] });
    expect(all).not.toContainEqual({ main: [["call_soon", "h", [["sleep", 0]]]] });
    expect(all).toContainEqual({ main: [spawn] });
  });

  test("keep a lock as long as it is used", () => {
    const objs = { L: ["lock"], M: ["lock"] } as const;
    const main = [["with", "L", []]] as const;
    expect(smaller({ objs, main })).toContainEqual({ objs: { L: ["lock"] }, main });
    expect(smaller({ objs, main })).not.toContainEqual({ objs: { M: ["lock"] }, main });
  });

  test("keep the call from another thread whose concurrent future is cancelled", () => {
    expect(
      smaller({
        main: [
          ["rcts", "R", []],
          ["cf_cancel", "R"],
        ],
      }),
    ).toEqual([{ main: [] }, { main: [["rcts", "R", []]] }]);
  });

  test("have shorter waits, and leave away what is optional", () => {
    expect(smaller({ main: [["sleep", 3, "v"]] }).slice(1)).toEqual([
      { main: [["sleep", 3]] },
      { main: [["sleep", 0, "v"]] },
      { main: [["sleep", 1, "v"]] },
    ]);
    const group = ["raise", "ExceptionGroup", "m", [["E1"]]] as const;
    expect(smaller({ main: [group] })).toEqual([{ main: [] }]);
  });

  test("are not eager, have no further mains, and run nothing before", () => {
    const all = smaller({ eager: true, pre: [["time"]], main: [["time"]], more: [[["time"]]] });
    expect(all).toContainEqual({ pre: [["time"]], main: [["time"]], more: [[["time"]]] });
    expect(all).toContainEqual({ eager: true, pre: [["time"]], main: [["time"]] });
    expect(all).toContainEqual({ eager: true, pre: [], main: [["time"]], more: [[["time"]]] });
  });
});

function smaller(program: Program): Program[] {
  return [...smallerPrograms(program)];
}
