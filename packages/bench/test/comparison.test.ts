import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { features, parts } from "../src/comparison/features/index.ts";
import { page } from "../src/comparison/page.ts";

const written = readFileSync(new URL("../../../docs/comparison.md", import.meta.url), "utf8");

describe("docs/comparison.md", () => {
  // What Node's own mock timers can do differs from version to version.
  test.skipIf(!written.includes(`Node ${process.versions.node}`))(
    "is what `npm run comparison` prints",
    async () => {
      expect(await page()).toBe(written);
    },
    60_000,
  );

  test("has a row for each feature, none of which another library has and Heddle lacks", () => {
    const rows = written.split("\n").filter((line) => /\| (yes|no|throws|hangs) \|$/.test(line));
    expect(rows).toHaveLength(features.length);
    for (const row of rows) {
      const [heddle, ...others] = row.split(" | ").slice(1);
      if (heddle !== "yes") expect(others.join()).not.toContain("yes");
    }
  });

  test("has a heading for each of its parts", () => {
    for (const { title } of parts) expect(written).toContain(`\n## ${title}\n`);
  });
});
