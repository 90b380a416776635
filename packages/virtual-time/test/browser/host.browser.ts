import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { ExternalWaitError, runVirtual, virtualTime } from "../../src/index.ts";
import { elapsedMs } from "../elapsed.ts";
import { type Button, later, page, SLOW } from "./page.ts";

/** Fetches in real time; how often a virtual timer has fired before the answer was read. */
async function ticksDuring(work: () => Promise<unknown>): Promise<number> {
  let ticks = 0;
  const interval = setInterval(() => ticks++, 1000);
  await work();
  clearInterval(interval);
  return ticks;
}

const withRequest = (): Promise<string> =>
  new Promise((resolve) => {
    const request = new page.XMLHttpRequest();
    request.addEventListener("loadend", () => resolve(request.responseText));
    request.open("GET", SLOW);
    request.send();
  });

describe("what a browser does in real time", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["a fetch and its body", async () => expect(await (await fetch(SLOW)).text()).toBe("the answer")],
    ["a stream that is read", async () => void (await new Response("text").body?.getReader().read())],
    ["an XMLHttpRequest", async () => expect(await withRequest()).toBe("the answer")],
    ["a digest", () => crypto.subtle.digest("SHA-256", new Uint8Array(1_000_000))],
    ["a blob", async () => expect(await new Blob(["abc"]).text()).toBe("abc")],
  ])("never loses to a virtual timer: %s", async (_name, work) => {
    expect(await runVirtual(() => ticksDuring(work))).toBe(0);
  });

  test("comes back into the scope, also with another one beside it", async () => {
    const one = (startDate: number): Promise<number[]> =>
      runVirtual(
        async () => {
          await later(5);
          await fetch(SLOW);
          const after = Date.now();
          await later(1000);
          return [after, Date.now()];
        },
        { startDate },
      );
    expect(await Promise.all([one(0), one(7_000_000)])).toEqual([
      [5, 1005],
      [7_000_005, 7_001_005],
    ]);
  });

  test("is an error where it is not to be waited for", async () => {
    const waiting = runVirtual(() => fetch(SLOW), { externals: "error" });
    await expect(waiting).rejects.toThrow(ExternalWaitError);
    await expect(waiting).rejects.toThrow(/active in the host: fetch/);
  });

  test("rejects inside, too", async () => {
    const at = await runVirtual(async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 1000);
      await later(999);
      controller.abort();
      await expect(fetch(SLOW, { signal: controller.signal })).rejects.toThrow(/abort/);
      await later(1);
      return elapsedMs();
    });
    expect(at).toBe(1000);
  });

  test("an event of the user belongs to the scope that is under way", async () => {
    using time = virtualTime({ autojump: false });
    const button = page.document.createElement("button");
    button.textContent = "save";
    page.document.body.append(button);
    const seen: number[] = [];
    button.addEventListener("click", () => void setTimeout(() => seen.push(elapsedMs()), 300));
    await userEvent.click(button);
    expect(seen).toEqual([]);
    await time.advance(300);
    expect(seen).toEqual([300]);
    button.remove();
  });

  test("an event that the code dispatches belongs to the scope of that code", async () => {
    const at = await Promise.all(
      [1, 2].map((ms) =>
        runVirtual(async () => {
          const button: Button = page.document.createElement("button");
          const clicked = new Promise<number>((resolve) =>
            button.addEventListener("click", () => void setTimeout(() => resolve(elapsedMs()), ms)),
          );
          button.click();
          return clicked;
        }),
      ),
    );
    expect(at).toEqual([1, 2]);
  });
});
