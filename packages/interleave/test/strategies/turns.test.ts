import { expect, test } from "vitest";
import type { Explored, Guide, Strategy } from "../../src/index.ts";
import { Turns } from "../../src/strategies/turns.ts";

test("each member has its turn, and learns of its own executions only", () => {
  const learnt: string[] = [];
  const member = (name: string): Strategy & { readonly guide: Guide } => {
    const guide: Guide = { choose: () => 0 };
    return {
      name,
      guide,
      next: () => guide,
      learn: ({ fingerprint }: Explored) => void learnt.push(`${name}${fingerprint}`),
      coverage: () => ({ kind: "sampled" }),
    };
  };
  const members = ["a", "b", "c"].map(member);
  const turns = new Turns(members);
  for (let fingerprint = 0; fingerprint < 7; fingerprint++) {
    expect(turns.next()).toBe(members[fingerprint % 3]!.guide);
    turns.learn({ failed: false, fingerprint });
  }
  expect(learnt).toEqual(["a0", "b1", "c2", "a3", "b4", "c5", "a6"]);
  expect(turns.coverage()).toEqual({ kind: "sampled" });
});
