import { describe, expect, test } from "vitest";
import { parseCommand } from "../../src/live/command-line.ts";

describe("the command line", () => {
  test("runs 20,000 programs of a new seed unless it says otherwise", () => {
    expect(parseCommand([])).toEqual({ count: 20_000, seed: undefined, from: 0 });
  });

  test("names the programs by seed and number", () => {
    const command = { count: 1, seed: 7, from: 123 };
    expect(parseCommand(["--seed", "7", "--from=123", "--count", "1"])).toEqual(command);
    expect(parseCommand(["--", "--seed", "7", "--from=123", "--count", "1"])).toEqual(command);
  });

  test("takes whole numbers only", () => {
    expect(() => parseCommand(["--count", "many"])).toThrow('--count takes a whole number, not "many".');
    expect(() => parseCommand(["--seed", "1.5"])).toThrow('--seed takes a whole number, not "1.5".');
    expect(() => parseCommand(["--from", ""])).toThrow('--from takes a whole number, not "".');
    expect(() => parseCommand(["--count", "99999999999999999999"])).toThrow("--count takes a whole number");
  });

  test("has no other options", () => {
    expect(() => parseCommand(["--speed", "3"])).toThrow("--speed");
    expect(() => parseCommand(["300"])).toThrow("300");
  });
});
