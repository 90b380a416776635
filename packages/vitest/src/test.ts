import { test as vitestTest, type TestAPI } from "vitest";
import { interleave, type InterleaveApi } from "./interleave.ts";
import { virtual, type VirtualApi } from "./virtual.ts";

/** Vitest's `test`, with {@link InterleaveApi | test.interleave} and {@link VirtualApi | test.virtual}. */
// `extend` makes a function of our own: vitest's is left as it is.
export const test: TestAPI & { readonly interleave: InterleaveApi; readonly virtual: VirtualApi } = Object.assign(
  vitestTest.extend({}),
  { interleave, virtual },
);
