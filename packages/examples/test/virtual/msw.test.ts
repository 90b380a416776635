import { test } from "@heddle/vitest";
import { delay, http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

// Handlers that take their time, and clients that lose patience: minutes of waiting, at once.

const server = setupServer();
beforeAll(() => server.listen());
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const URL = "https://api.example.com/user";

test.virtual("an answer that takes two seconds takes two virtual seconds", async ({ time }) => {
  server.use(
    http.get(URL, async () => {
      await delay(2000);
      return HttpResponse.json({ name: "Ada" });
    }),
  );
  const response = await fetch(URL);
  expect(await response.json()).toEqual({ name: "Ada" });
  expect(time.now()).toBe(2000);
});

test.virtual("a client that waits for ten seconds gives up on a server that never answers", async ({ time }) => {
  server.use(http.get(URL, () => delay("infinite")));
  const answer = fetch(URL, { signal: AbortSignal.timeout(10_000) });
  await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
  expect(time.now()).toBe(10_000);
});

test.virtual("a client that retries with a growing delay succeeds at the fourth attempt", async () => {
  let attempts = 0;
  server.use(
    http.get(URL, async () => {
      await delay(100);
      return ++attempts < 4 ? new HttpResponse(null, { status: 503 }) : HttpResponse.json({ attempts });
    }),
  );
  const retrying = async (): Promise<unknown> => {
    for (let waitMs = 1000; ; waitMs *= 2) {
      const response = await fetch(URL);
      if (response.ok) return response.json();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  await expect(retrying).toTakeVirtualTime(4 * 100 + 1000 + 2000 + 4000);
  expect(attempts).toBe(4);
});
