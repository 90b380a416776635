import { test as vitestTest, type TestAPI } from "vitest";
import { interleave, type InterleaveApi } from "./interleave.ts";

/** Vitest's `test`, with {@link InterleaveApi | test.interleave}. */
// `extend` makes a function of our own: vitest's is left as it is.
export const test: TestAPI & { readonly interleave: InterleaveApi } = Object.assign(vitestTest.extend({}), {
  interleave,
});
