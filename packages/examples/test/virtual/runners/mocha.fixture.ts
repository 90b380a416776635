import { strictEqual } from "node:assert";
import { it } from "mocha";
import { runVirtual } from "@heddle/virtual-time";

it("an hour", () =>
  runVirtual(async (time) => {
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    strictEqual(time.now(), 3_600_000);
  }));

it("a wait without end", () => runVirtual(() => new Promise(() => {})));
