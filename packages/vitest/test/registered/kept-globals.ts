import { setTimeout as importedTimeout } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { runVirtual } from "@heddle/virtual-time";
import { expect, test, vi } from "vitest";

// Kept from when the module is loaded, which is after the setup file.
const later = setTimeout;
const { now } = Date;
const elapsed = performance.now.bind(performance);

/** Declares the tests of a file, of which the worker runs two. */
export function testKeptGlobals(): void {
  test("what a module has kept obeys", async () => {
    const [wallMs, elapsedMs] = await runVirtual(async () => {
      const began = elapsed();
      await new Promise((resolve) => later(resolve, 1000));
      await new Promise((resolve) => importedTimeout(resolve, 1000));
      await sleep(1000);
      return [now(), elapsed() - began];
    });
    expect(wallMs).toBe(Date.UTC(2024, 0, 1, 0, 0, 3));
    expect(elapsedMs).toBe(3000);
  });

  test("time moves by hand, and shows what is pending", async () => {
    const [fired, pending] = await runVirtual(
      async (time) => {
        const firedAt: number[] = [];
        const began = elapsed();
        later(() => firedAt.push(elapsed() - began), 1000);
        importedTimeout(() => {}, 2000);
        await time.advance(1500);
        return [firedAt, time.pending()];
      },
      { autojump: false },
    );
    expect(fired).toEqual([1000]);
    expect(pending).toMatchObject([{ kind: "setTimeout", dueInMs: 500 }]);
  });

  test("fake timers take turns with it, and leave it in place", async () => {
    const before = [setTimeout, Date, Math.random];
    vi.useFakeTimers();
    let fired = false;
    setTimeout(() => (fired = true), 1000);
    vi.advanceTimersByTime(1000);
    await expect(runVirtual(() => {})).rejects.toThrow("belongs to that library's clock");
    vi.useRealTimers();
    expect(fired).toBe(true);
    expect(await runVirtual(() => 1)).toBe(1);
    expect([setTimeout, Date, Math.random].map((one, i) => one === before[i])).toEqual([true, true, true]);
    expect(setTimeout).toBe(later);
    expect(Date.now()).toBeGreaterThan(Date.UTC(2025));
  });
}
