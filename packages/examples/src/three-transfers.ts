import type { Simulation } from "@heddle/interleave";

/** Three transfers of two calls each: the body of an exploration in several threads, which has to be a module's export. */
export async function threeTransfers(sim: Simulation): Promise<void> {
  const balances = new Map([
    ["ann", 100],
    ["ben", 100],
    ["cleo", 100],
  ]);
  const add = (id: string, amount: number) => async (): Promise<void> =>
    void balances.set(id, (balances.get(id) ?? 0) + amount);
  const transfer = (from: string, to: string) => async (): Promise<void> => {
    await sim.io("take", add(from, -30), { collapse: true });
    await sim.io("give", add(to, 30), { collapse: true });
  };
  await sim.all({ one: transfer("ann", "ben"), two: transfer("ben", "cleo"), three: transfer("cleo", "ann") });
  const total = [...balances.values()].reduce((sum, balance) => sum + balance);
  if (total !== 300) throw new Error(`${total} is left of 300`);
}
