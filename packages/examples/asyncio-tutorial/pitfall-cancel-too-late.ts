import { getRunningLoop } from "@heddle/loop-core";
import type { RacingProgram } from "./program.ts";
import { SimulatedThread } from "./simulated-thread.ts";

// cancel() of a call to another thread is a request: the call may have been made already. Who takes it for granted pays
// back what was delivered. Who looks at what cancel() returns does not: the answer is certain.
export const cancelTooLate: RacingProgram = {
  title: "pitfall: a cancel from another thread may come too late",

  async body(sim) {
    let delivered = false;
    const warehouse = new SimulatedThread(sim, getRunningLoop());
    const delivery = warehouse.callSoonThreadsafe("deliver", () => (delivered = true));
    const inTime = await sim.stimulus("the customer cancels", () => delivery.cancel());
    await sim.idle();
    return [
      `cancel() returned ${inTime}: ${delivered ? "delivered" : "not delivered"}`,
      `who takes the cancel for granted pays back ${delivered ? "too much" : "rightly"}`,
      `who looks at its answer ${inTime ? "pays back" : "does not pay back"}, rightly`,
    ];
  },
};
