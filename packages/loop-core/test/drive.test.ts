import { describe, expect, test } from "vitest";
import { drive, type Machine, type Next } from "../src/drive.ts";
import { macrotaskHop, type MicrotaskDrain, probeMicrotaskDrain } from "../src/microtask-drain.ts";

const drains: MicrotaskDrain[] = [await probeMicrotaskDrain(), macrotaskHop];

/** A machine that answers from a list, and notes what is done to it. */
function scripted(steps: (() => Next)[]): Machine & { notes: string[] } {
  const notes: string[] = [];
  return {
    notes,
    step: () => (steps.shift() ?? ((): Next => "done"))(),
    enter: () => notes.push("enter"),
    leave: () => notes.push("leave"),
  };
}

describe.each(drains)("drive with $name", (drain) => {
  test("runs the microtasks of a step before the next one", async () => {
    const seen: string[] = [];
    const step = (name: string) => (): Next => {
      seen.push(name);
      void Promise.resolve()
        .then(() => {})
        .then(() => seen.push(`microtask of ${name}`));
      return "more";
    };
    await drive(scripted([step("a"), step("b")]), drain);
    expect(seen).toEqual(["a", "microtask of a", "b", "microtask of b"]);
  });

  test("leaves the machine when it is done", async () => {
    const machine = scripted([() => "more"]);
    await drive(machine, drain);
    expect(machine.notes.at(-1)).toBe("leave");
    expect(machine.notes.filter((note) => note === "enter").length).toBe(machine.notes.length / 2);
  });

  test("leaves the machine, and rejects, when a step throws", async () => {
    const machine = scripted([
      () => "more",
      () => {
        throw new Error("broken");
      },
    ]);
    await expect(drive(machine, drain)).rejects.toThrow("broken");
    expect(machine.notes).toEqual(["enter", "leave"]);
  });

  test("is suspended outside of the machine, and goes on when it is resumed", async () => {
    const machine = scripted([
      () => "more",
      () => (resume) => {
        machine.notes.push("suspended");
        setImmediate(resume);
      },
      () => "more",
    ]);
    await drive(machine, drain);
    expect(machine.notes).toEqual(["enter", "leave", "suspended", "enter", "leave"]);
  });

  test("gives the host a turn while the machine has more to do", async () => {
    let hostHadItsTurn = false;
    let steps = 0;
    setImmediate(() => setImmediate(() => (hostHadItsTurn = true)));
    const machine: Machine = { step: () => (hostHadItsTurn || ++steps > 1e6 ? "done" : "more") };
    await drive(machine, drain, 1);
    expect(hostHadItsTurn).toBe(true);
  });

  test("nothing foreign runs inside the machine, and the microtasks of its steps do", async () => {
    let inside = false;
    let steps = 0;
    const own: boolean[] = [];
    const foreign: boolean[] = [];
    const goOn = (): void => {
      foreign.push(inside);
      if (steps < 100) setImmediate(goOn);
    };
    setImmediate(goOn);
    const machine: Machine = {
      enter: () => void (inside = true),
      leave: () => void (inside = false),
      step: () => {
        if (++steps > 100) return "done";
        void Promise.resolve().then(() => queueMicrotask(() => own.push(inside)));
        return "more";
      },
    };
    await drive(machine, drain);
    expect(own).toEqual(Array.from({ length: 100 }, () => true));
    expect(foreign.length).toBeGreaterThan(0);
    expect(foreign).not.toContain(true);
  });

  test("what the host left in the microtask queue does not run inside the machine", async () => {
    let inside = false;
    const seen: boolean[] = [];
    const machine: Machine = { step: () => "done", enter: () => (inside = true), leave: () => (inside = false) };
    const driven = drive(machine, drain);
    setImmediate(() => queueMicrotask(() => seen.push(inside)));
    await driven;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(seen).toEqual([false]);
  });
});
