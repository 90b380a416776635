import { expect, test } from "vitest";
import { observe } from "../observe.ts";
import { peer } from "./vitest.ts";

test("observes", async () => expect(await observe(peer)).toBeUndefined(), 60_000);
