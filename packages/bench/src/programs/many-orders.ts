import type { Simulation } from "@heddle/interleave";

/** Six tasks of three calls: 18! / 3!⁶, or 137 billion orders. */
export async function manyOrders(sim: Simulation): Promise<void> {
  const works = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await sim.io("work", () => {}, { collapse: true });
  };
  await sim.all({ a: works, b: works, c: works, d: works, e: works, f: works });
}
