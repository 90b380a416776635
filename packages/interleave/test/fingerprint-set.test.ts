import { expect, test } from "vitest";
import { FingerprintSet, MAX_FINGERPRINTS } from "../src/fingerprint-set.ts";

test("tells new fingerprints from known ones, however they collide", () => {
  const set = new FingerprintSet();
  const fingerprints = Array.from({ length: 5000 }, (_, i) => (i % 7) * 2 ** 40 + i * 1024);
  for (const fingerprint of fingerprints) expect(set.add(fingerprint)).toBe("new");
  for (const fingerprint of fingerprints) expect(set.add(fingerprint)).toBe("known");
  expect(set.size).toBe(5000);
  expect([...set].toSorted((a, b) => a - b)).toEqual(fingerprints.toSorted((a, b) => a - b));
});

test("is full at its cap, and says so of what it does not know", () => {
  const set = new FingerprintSet();
  for (let i = 0; i < MAX_FINGERPRINTS; i++) set.add(i);
  expect(set.add(MAX_FINGERPRINTS)).toBe("full");
  expect(set.add(7)).toBe("known");
  expect(set.size).toBe(MAX_FINGERPRINTS);
});
