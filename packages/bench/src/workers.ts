import { exploreModule } from "@heddle/interleave";
import { integer, ratio, table } from "./table.ts";

/** What do two threads gain over one? Each starts anew, as a user's would: loading and warming up are part of it. */
export async function workers(maxExecutions: number): Promise<string> {
  const program = new URL("./programs/many-orders.ts", import.meta.url);
  const rows: { name: string; elapsedMs: number }[] = [];
  for (const count of [1, 2]) {
    const began = performance.now();
    await exploreModule(program, "manyOrders", {
      workers: count,
      strategy: "exhaustive",
      starts: "in order",
      maxExecutions,
      maxTimeMs: Infinity,
    });
    rows.push({ name: `${count} threads`, elapsedMs: performance.now() - began });
  }
  const one = rows[0]?.elapsedMs ?? NaN;
  return table(
    [`${integer(maxExecutions)} executions`, "s", "executions/s", "vs one"],
    rows.map(({ name, elapsedMs }) => [
      name,
      (elapsedMs / 1000).toFixed(1),
      integer((1000 * maxExecutions) / elapsedMs),
      ratio(one / elapsedMs),
    ]),
  );
}
