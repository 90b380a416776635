import { describe, expect, test, vi } from "vitest";
import { createTask, EventLoop, NestedRunError, run, sleep } from "../src/index.ts";
import { VirtualClock } from "./virtual-clock.ts";

const virtual = (): { clock: VirtualClock } => ({ clock: new VirtualClock() });

describe("run", () => {
  test("gives what main returns, and throws what it throws", async () => {
    expect(await run(async () => await sleep(5, "rested"), virtual())).toBe("rested");
    await expect(
      run(async () => {
        throw new Error("broken");
      }, virtual()),
    ).rejects.toThrow("broken");
  });

  test("cancels the tasks that are left, and waits until they have cleaned up", async () => {
    const seen: string[] = [];
    await run(async () => {
      createTask(async () => {
        try {
          await sleep(1_000);
        } finally {
          await sleep(1);
          seen.push("cleaned up");
        }
      });
      await sleep(1);
    }, virtual());
    expect(seen).toEqual(["cleaned up"]);
  });

  test("reports a task that fails while it is cancelled", async () => {
    const told = vi.spyOn(EventLoop.prototype, "callExceptionHandler").mockReturnValue();
    await run(async () => {
      const stubborn = async (): Promise<void> => {
        try {
          await sleep(1_000);
        } catch {
          throw new Error("broken");
        }
      };
      createTask(stubborn, { name: "stubborn" });
      await sleep(1);
    }, virtual());
    expect(told.mock.calls.map(([{ message }]) => message)).toEqual([
      'Task "stubborn" failed while run() cancelled what was left',
    ]);
    told.mockRestore();
  });

  test("is not possible inside a loop that runs", async () => {
    await run(async () => {
      await expect(async () => await run(async () => {}, virtual())).rejects.toThrow(NestedRunError);
    }, virtual());
  });
});
