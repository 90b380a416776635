import type { RacingProgram } from "./program.ts";
import { SimulatedLoopThread } from "./simulated-loop-thread.ts";

// cancel() of a call to another thread is a request: the call may have been made already. Who takes it for granted pays
// back what was delivered; who looks at what cancel() returns does not.
export const cancelTooLate: RacingProgram = {
  title: "pitfall: a cancel from another thread may come too late",

  async body(sim) {
    const takenForGranted = await order(sim, () => true);
    const lookedAt = await order(sim, (inTime) => inTime);
    return [`taken for granted: ${takenForGranted}`, `looked at: ${lookedAt}`];
  },
};

async function order(
  sim: ConstructorParameters<typeof SimulatedLoopThread>[0],
  isPaidBack: (cancelledInTime: boolean) => boolean,
): Promise<string> {
  let delivered = false;
  const warehouse = new SimulatedLoopThread(sim);
  const delivery = warehouse.callSoonThreadsafe(() => (delivered = true));
  await warehouse.nextLine();
  const paidBack = isPaidBack(delivery.cancel());
  await sim.idle();
  return `${delivered ? "delivered" : "not delivered"} and ${paidBack ? "paid back" : "paid"}`;
}
