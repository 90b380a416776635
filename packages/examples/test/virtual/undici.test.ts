import { test } from "@heddle/vitest";
import { interceptors, MockAgent, request } from "undici";
import { expect } from "vitest";

// undici's mocks answer after a delay, and its interceptors wait between attempts.

const ORIGIN = "https://api.example.com";

function mockedPool(): { agent: MockAgent; pool: ReturnType<MockAgent["get"]> } {
  const agent = new MockAgent();
  agent.disableNetConnect();
  return { agent, pool: agent.get(ORIGIN) };
}

test.virtual("an answer that is delayed by a minute takes a virtual minute", async ({ time }) => {
  const { agent, pool } = mockedPool();
  pool.intercept({ path: "/slow" }).reply(200, { ok: true }).delay(60_000);
  const { body } = await request(`${ORIGIN}/slow`, { dispatcher: agent });
  expect(await body.json()).toEqual({ ok: true });
  expect(time.now()).toBe(60_000);
});

test.virtual("a request that is aborted after five seconds does not wait for the answer", async ({ time }) => {
  const { agent, pool } = mockedPool();
  pool.intercept({ path: "/slow" }).reply(200, "late").delay(60_000);
  const answer = request(`${ORIGIN}/slow`, { dispatcher: agent, signal: AbortSignal.timeout(5000) });
  await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
  expect(time.now()).toBe(5000);
});

test.virtual("the retry interceptor waits in virtual time", async ({ time }) => {
  const { agent, pool } = mockedPool();
  pool.intercept({ path: "/flaky" }).reply(503, "busy").times(3);
  pool.intercept({ path: "/flaky" }).reply(200, "done");
  const retrying = agent.compose(interceptors.retry({ minTimeout: 1000, timeoutFactor: 2, maxRetries: 5 }));
  const { statusCode, body } = await request(`${ORIGIN}/flaky`, { dispatcher: retrying });
  expect([statusCode, await body.text()]).toEqual([200, "done"]);
  expect(time.now()).toBe(1000 + 2000 + 4000);
});
