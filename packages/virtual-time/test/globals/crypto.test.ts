import nodeCrypto, { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runVirtual } from "../../src/index.ts";

const drawn = async (): Promise<unknown[]> => [
  crypto.randomUUID(),
  nodeCrypto.randomUUID(),
  [...crypto.getRandomValues(new Uint16Array(4))],
  randomBytes(8).toString("hex"),
  (await promisify(randomBytes)(8)).toString("hex"),
  Math.random(),
];

test("random values are those of the seed", async () => {
  const first = await runVirtual(drawn, { seed: 7 });
  expect(await runVirtual(drawn, { seed: 7 })).toEqual(first);
  expect(await runVirtual(drawn, { seed: 8 })).not.toEqual(first);
  expect(first[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(first.slice(0, 2)).size).toBe(2);
});

test("what the host refuses is refused", async () => {
  await expect(runVirtual(() => crypto.getRandomValues(new Float64Array(1) as never))).rejects.toThrow();
  await expect(runVirtual(() => randomBytes(-1))).rejects.toThrow(RangeError);
});
