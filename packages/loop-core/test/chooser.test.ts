import { describe, expect, test } from "vitest";
import {
  type Chooser,
  Handle,
  macrotaskHop,
  type Runnable,
  sleep,
  type Suspension,
  type TimerHandle,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

/** Runs two sleepers and one event of the outside world under `choose`, and says what happened when. */
async function runWith(
  choose: (timer: TimerHandle | undefined, outside: Handle | undefined) => Handle | Suspension | undefined,
): Promise<string[]> {
  const seen: string[] = [];
  let outside: Handle | undefined;
  const chooser: Chooser = {
    choose(timer) {
      const chosen = choose(timer, outside);
      if (chosen === outside) outside = undefined;
      return chosen;
    },
  };
  const loop = virtualLoop({ chooser });
  outside = new Handle(loop, () => seen.push(`${loop.time()} outside`));
  const sleeper = async (delayMs: number): Promise<void> => {
    await sleep(delayMs);
    seen.push(`${loop.time()} slept`);
  };
  for (const delayMs of [1, 2]) loop.createTask(() => sleeper(delayMs));
  await loop.runForever();
  return seen;
}

describe("a chooser", () => {
  test("may let the event of the outside world happen before any timer", async () => {
    expect(await runWith((timer, outside) => outside ?? timer)).toEqual(["0 outside", "1 slept", "2 slept"]);
  });

  test("may let time pass first: choosing the timer moves the clock to its deadline", async () => {
    expect(await runWith((timer, outside) => timer ?? outside)).toEqual(["1 slept", "2 slept", "2 outside"]);
  });

  test("may put the event between two timers", async () => {
    expect(await runWith((timer, outside) => (timer?.when === 2 ? (outside ?? timer) : timer))).toEqual([
      "1 slept",
      "1 outside",
      "2 slept",
    ]);
  });

  test("ends the run by choosing nothing", async () => {
    expect(await runWith(() => undefined)).toEqual([]);
  });

  test("may wait for something outside first", async () => {
    let waited = 0;
    const wait: Suspension = (resume) => {
      waited++;
      macrotaskHop.macrotask(resume);
    };
    expect(await runWith((timer, outside) => (waited === 0 ? wait : (outside ?? timer)))).toHaveLength(3);
    expect(waited).toBe(1);
  });

  test("may choose a later timer than the earliest: the clock moves, and does not go back", async () => {
    const seen: string[] = [];
    const chooser: Chooser = { choose: (timer) => (timer === undefined ? undefined : loop.pendingTimers().at(-1)) };
    const loop = virtualLoop({ chooser });
    for (const delayMs of [1, 2, 3]) loop.callLater(delayMs, () => seen.push(`${delayMs} at ${loop.time()}`));
    await loop.runForever();
    expect(seen).toEqual(["3 at 3", "2 at 3", "1 at 3"]);
  });

  test("may keep callbacks that are ready, and let them run in another order", async () => {
    const seen: string[] = [];
    const kept: Handle[] = [];
    const chooser: Chooser = {
      keep: (callback) => kept.push(callback) > 0,
      choose: () => kept.pop(),
    };
    const loop = virtualLoop({ chooser });
    const sleeper = async (name: string): Promise<void> => {
      seen.push(name);
      await sleep(0);
      seen.push(`${name} again`);
    };
    for (const name of ["a", "b"]) loop.createTask(() => sleeper(name));
    await loop.runForever();
    expect(seen).toEqual(["b", "b again", "a", "a again"]);
  });

  test("may keep events that are no callbacks of the loop; the one that it chooses runs before what it has scheduled", async () => {
    const seen: string[] = [];
    const event = (name: string, cancelled = false): Runnable => ({
      label: name,
      contextValues: null,
      cancelled,
      run: () => seen.push(name),
    });
    const events = [event("first"), event("never", true), event("last")];
    const chooser: Chooser = {
      choose() {
        loop.callSoon(() => seen.push("after it"));
        return events.shift();
      },
    };
    const loop = virtualLoop({ chooser });
    await loop.runForever();
    expect(seen).toEqual(["first", "after it", "after it", "last", "after it"]);
  });
});
