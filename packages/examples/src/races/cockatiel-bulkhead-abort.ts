import type * as Cockatiel from "cockatiel-v4.0.0";
import { race, type Race } from "../race.ts";

// A service stopped answering for good after a client had given up on a call that was still queued.
export const cockatielBulkheadAbort: Race = race<typeof Cockatiel>({
  id: "cockatiel-bulkhead-abort",
  package: "cockatiel",
  buggy: { version: "3.2.1", load: () => import("cockatiel-v3.2.1") },
  fixed: { version: "4.0.0", load: () => import("cockatiel-v4.0.0") },
  link: "https://github.com/connor4312/cockatiel/issues/114",
  kind: "stalled queue",
  bug: "the call behind an aborted one is never started: a bulkhead's queue stalls forever",

  body:
    ({ bulkhead }) =>
    async (sim) => {
      const policy = bulkhead(1, 10);
      const call =
        (name: string): (() => Promise<void>) =>
        () =>
          sim.io(name, () => undefined);

      // All three settle, or this never ends.
      await Promise.allSettled([
        policy.execute(call("first")),
        policy.execute(call("second"), sim.signal("client gives up on the second")),
        policy.execute(call("third")),
      ]);
    },
});
