// Another copy of the package, and of the loop below it: the same sources by other addresses. It is loaded when the first
// has been registered.
import { registerHooks } from "node:module";
import { seenEarly } from "./early.mjs";

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const copied = context.parentURL?.endsWith("?copy") && resolved.url.startsWith("file:");
    return copied ? { ...resolved, url: `${resolved.url}?copy` } : resolved;
  },
});

const { setTimeout: before } = globalThis;
const { runVirtual: first } = await import("@heddle/virtual-time");
const { installStandIns, runVirtual: second, virtualTime } = await import("../../src/index.ts?copy");
const hours = [await seenEarly(first), await seenEarly(second)];

installStandIns(); // what its `register` does
const stays = first !== second && setTimeout === before;

// A timer of one copy is known to the other: in its table, and to what clears it.
const pending = await first(() => {
  const time = virtualTime();
  clearTimeout(setTimeout(() => {}, 1000));
  setTimeout(() => {}, 2000);
  const timers = time.pending().map(({ kind, dueInMs, madeAt }) => [kind, dueInMs, /two-copies/.test(madeAt)]);
  time[Symbol.dispose](); // Node 22 can't read `using`
  return timers;
});
process.stdout.write(JSON.stringify({ hours, stays, pending }));
