import { expect, test } from "vitest";
import { seededRandom } from "../src/index.ts";

test("equal seeds give equal sequences", () => {
  const [a, b] = [seededRandom(5), seededRandom(5)];
  for (let i = 0; i < 100; i++) expect(a()).toBe(b());
});

test("a sequence is that of mulberry32, whatever the platform", () => {
  const next = seededRandom(1);
  expect([next(), next(), next()]).toMatchInlineSnapshot(`
    [
      0.6270739405881613,
      0.002735721180215478,
      0.5274470399599522,
    ]
  `);
});

test("numbers are spread evenly over [0, 1)", () => {
  const next = seededRandom(123);
  const bins = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i++) {
    const number = next();
    expect(number >= 0 && number < 1).toBe(true);
    bins[Math.floor(number * 10)]!++;
  }
  const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(27.9); // 99.9 % of all, with 9 degrees of freedom
});
