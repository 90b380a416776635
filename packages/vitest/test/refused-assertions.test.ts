import { explore } from "@heddle/interleave";
import { chai, describe, expect, test } from "vitest";
import { refuseAssertions } from "../src/refused-assertions.ts";

describe("refused assertions", () => {
  const uses: [string, () => unknown][] = [
    ["expect.soft", () => expect.soft(1).toBe(1)],
    ["expect.poll", () => expect.poll(() => 1).toBe(1)],
    ["expect.assertions", () => expect.assertions(1)],
    ["toMatchSnapshot", () => expect(1).toMatchSnapshot("hint")],
    ["toMatchInlineSnapshot", () => expect(1).toMatchInlineSnapshot()],
    ["toMatchFileSnapshot", () => expect(1).toMatchFileSnapshot("never.txt")],
    ["toThrowErrorMatchingSnapshot", () => expect(() => {}).toThrowErrorMatchingSnapshot("hint")],
    ["toThrowErrorMatchingInlineSnapshot", () => expect(() => {}).toThrowErrorMatchingInlineSnapshot()],
  ];

  test.each(uses)("%s is refused by name in an exploration", async (assertion, use) => {
    const accept = refuseAssertions();
    try {
      const exploring = explore(async (sim) => {
        await sim.io("call", () => 0);
        await use();
      });
      await expect(exploring).rejects.toThrow(`RefusedAssertionError: ${assertion} can't be used`);
    } finally {
      accept();
    }
  });

  test("are refused to nobody else, meanwhile", () => {
    const accept = refuseAssertions();
    expect.soft(1).toBe(1);
    accept();
  });

  test("are what they were once the last refusal is undone", () => {
    const descriptors = (): unknown[] => [
      Object.getOwnPropertyDescriptor(expect, "soft"),
      Object.getOwnPropertyDescriptor(chai.Assertion.prototype, "toMatchInlineSnapshot"),
    ];
    const before = descriptors();
    const acceptOne = refuseAssertions();
    const acceptOther = refuseAssertions();
    acceptOne();
    expect(descriptors()).not.toEqual(before);
    acceptOther();
    expect(descriptors()).toEqual(before);
  });
});
