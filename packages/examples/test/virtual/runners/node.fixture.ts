import { strictEqual } from "node:assert";
import { test } from "node:test";
import { runVirtual } from "@heddle/virtual-time";

void test("an hour", () =>
  runVirtual(async (time) => {
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    strictEqual(time.now(), 3_600_000);
  }));

void test("a wait without end", () => runVirtual(() => new Promise(() => {})));
