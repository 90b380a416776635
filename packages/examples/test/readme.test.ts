import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { races } from "../src/races/index.ts";

test("the README's table lists every case as it is", () => {
  const readme = readFileSync(`${import.meta.dirname}/../README.md`, "utf8");
  const rows = readme.split("\n").filter((line) => line.includes("](src/races/"));
  expect(rows).toEqual(
    races.map(
      ({ id, package: name, buggy, fixed, link, bug }) =>
        `| [${id}](src/races/${id}.ts) | ${name} ${buggy} → ${fixed} | ${bug} ([discussion](${link})) |`,
    ),
  );
});
