import type { Footprint } from "../../src/footprint.ts";
import type { Run, RunStep } from "../../src/strategies/optimal/run.ts";

/**
 * What can be seen of a run, as text: which step wrote what each step found, where it looked; which wrote what is there in
 * the end; and which events never happened.
 *
 * @param locations - how many there are
 */
export function readsFrom({ steps, pending }: Run, locations: number): string {
  const last: number[] = Array.from({ length: locations }, () => -1);
  const seen = steps.map(({ event, footprint }) => {
    const { reads, writes, overwrites = [], unknown } = footprint;
    const looked = unknown
      ? last.keys()
      : [...reads, ...writes.filter((one) => !overwrites.includes(one))].toSorted(byNumber);
    const found = [...looked].map((location) => `${location}:${last[location]}`);
    if (unknown) last.fill(event);
    for (const location of writes) last[location] = event;
    return `${event}<${found.join()}`;
  });
  return `${seen.toSorted().join(" ")} | ${last.join()} | ${events(pending)}`;
}

/**
 * What runs have in common that differ only in the order of steps that do not conflict, or do so only where both overwrite
 * what nobody sees of the later one, as text.
 */
export function observedTrace({ steps, pending }: Run): string {
  const pasts: Set<number>[] = [];
  for (const [position, step] of steps.entries()) {
    const past = new Set<number>();
    for (let earlier = 0; earlier < position; earlier++) {
      const other = steps[earlier] as RunStep;
      if (other.event !== step.creator && !depends(steps, earlier, position)) continue;
      past.add(other.event);
      for (const event of pasts[earlier] as Set<number>) past.add(event);
    }
    pasts.push(past);
  }
  const ordered = steps.map(
    ({ event }, position) => `${event}<${[...(pasts[position] as Set<number>)].toSorted(byNumber).join()}`,
  );
  return `${ordered.toSorted().join(" ")} | ${events(pending)}`;
}

function events(pending: Run["pending"]): string {
  return pending
    .map(({ event }) => event)
    .toSorted(byNumber)
    .join();
}

const byNumber = (a: number, b: number): number => a - b;

function depends(steps: readonly RunStep[], earlier: number, later: number): boolean {
  const [a, b] = [steps[earlier], steps[later]].map((step) => (step as RunStep).footprint) as [Footprint, Footprint];
  if (a.unknown || b.unknown) return true;
  return [...a.reads, ...a.writes].some((at) => {
    if (!b.writes.includes(at)) return a.writes.includes(at) && b.reads.includes(at);
    return !(a.overwrites?.includes(at) && b.overwrites?.includes(at) && isOverwritten(steps, later, at));
  });
}

/** Whether the next step after `position` that touches a location overwrites it. */
function isOverwritten(steps: readonly RunStep[], position: number, location: number): boolean {
  for (const { footprint } of steps.slice(position + 1)) {
    const { reads, writes, overwrites = [], unknown } = footprint;
    if (unknown || reads.includes(location)) return false;
    if (writes.includes(location)) return overwrites.includes(location);
  }
  return false;
}
