import { dateStandIn } from "./date.ts";
import { nextTickStandIn } from "./next-tick.ts";
import { performanceStandIn } from "./performance.ts";
import { randomStandIn } from "./random.ts";
import type { StandIn } from "./stand-in.ts";
import { timerStandIns } from "./timers.ts";

/**
 * Puts the stand-ins in the place of the globals. Outside any scope they call the real ones.
 *
 * Installations nest: the first installs, and the last one to be undone restores.
 *
 * @returns the function that undoes it; a second call has no effect
 * @throws {ForeignFakeTimersError} if the globals are fakes of another library
 */
export function installStandIns(): () => void {
  if (installations === 0) install();
  installations++;
  let undone = false;
  return () => {
    if (undone) return;
    undone = true;
    if (--installations === 0) restore();
  };
}

/** The virtual time of somebody else is in force, and two clocks cannot rule at once. */
export class ForeignFakeTimersError extends Error {
  override readonly name = "ForeignFakeTimersError";

  constructor() {
    super(
      "The global setTimeout or Date is a fake of another library, so time belongs to that library's clock. " +
        "Give it back first: vi.useRealTimers(), jest.useRealTimers() or clock.uninstall().",
    );
  }
}

let installations = 0;
let originals: { standIn: StandIn; descriptor: PropertyDescriptor | undefined }[] = [];

function install(): void {
  // sinon's fake-timers, and so Jest's and vitest's, mark what they fake.
  if ("clock" in globalThis.setTimeout || "isFake" in globalThis.Date) throw new ForeignFakeTimersError();
  standIns ??= [...timerStandIns(), dateStandIn(), performanceStandIn(), randomStandIn(), ...nextTickStandIn()];
  originals = standIns.map((standIn) => {
    const descriptor = Object.getOwnPropertyDescriptor(standIn.owner, standIn.key);
    Object.defineProperty(standIn.owner, standIn.key, {
      value: standIn.value,
      writable: true,
      configurable: true,
      enumerable: descriptor?.enumerable ?? true,
    });
    return { standIn, descriptor };
  });
}

function restore(): void {
  for (const { standIn, descriptor } of originals) {
    const current = Object.getOwnPropertyDescriptor(standIn.owner, standIn.key);
    if (current?.value !== standIn.value) continue; // somebody has put another one there since: leave it
    if (descriptor === undefined) Reflect.deleteProperty(standIn.owner, standIn.key);
    else Object.defineProperty(standIn.owner, standIn.key, descriptor);
  }
  originals = [];
}

// Made once, out of the globals that are real when the first scope begins.
let standIns: StandIn[] | undefined;
