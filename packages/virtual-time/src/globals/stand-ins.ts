import { abortSignalStandIns } from "./abort-signal.ts";
import { animationFrameStandIns } from "./animation-frame.ts";
import { atomicsStandIns } from "./atomics.ts";
import { syncBuiltinExports } from "./builtin-modules.ts";
import { cryptoStandIns } from "./crypto.ts";
import { dateStandIns } from "./date.ts";
import { hostPromiseStandIns } from "./host-promises.ts";
import { immediateStandIns } from "./immediate.ts";
import { intlStandIns } from "./intl.ts";
import { messageChannelStandIns } from "./message-channel.ts";
import { nextTickStandIns } from "./next-tick.ts";
import { nodeTimerStandIns } from "./node-timers.ts";
import { performanceStandIns } from "./performance.ts";
import { postTaskStandIns } from "./post-task.ts";
import { processClockStandIns } from "./process-clocks.ts";
import { randomStandIns } from "./random.ts";
import type { StandIn } from "./stand-in.ts";
import { temporalStandIns } from "./temporal.ts";
import { timersPromisesStandIns } from "./timers-promises.ts";
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
  if (installations === 0) {
    try {
      install();
    } catch (error) {
      restore(); // what was put there before something could not be
      throw error;
    }
  }
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
const originals: { standIn: StandIn; descriptor: PropertyDescriptor | undefined }[] = [];

function install(): void {
  // sinon's fake-timers, and so Jest's and vitest's, mark what they fake.
  if ("clock" in globalThis.setTimeout || "isFake" in globalThis.Date) throw new ForeignFakeTimersError();
  const host = optionalGlobals();
  if (standIns === undefined || host.some((value, i) => value !== standIns?.host[i]))
    standIns = { host, all: allStandIns() };
  for (const standIn of standIns.all) originals.push({ standIn, descriptor: put(standIn) });
  syncBuiltinExports();
}

/** @returns what was there */
function put({ owner, key, value, get }: StandIn): PropertyDescriptor | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  const enumerable = descriptor?.enumerable ?? true;
  Object.defineProperty(
    owner,
    key,
    get === undefined
      ? { value, writable: true, configurable: true, enumerable }
      : { get, configurable: true, enumerable },
  );
  return descriptor;
}

function restore(): void {
  for (const { standIn, descriptor } of originals.splice(0)) {
    const { owner, key, value, get } = standIn;
    const current = Object.getOwnPropertyDescriptor(owner, key);
    // Somebody may have put another one there since, which is left.
    if (get === undefined ? current?.value !== value : current?.get !== get) continue;
    if (descriptor === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, descriptor);
  }
  syncBuiltinExports();
}

function allStandIns(): StandIn[] {
  const timers = [...timerStandIns(), ...immediateStandIns()];
  return [
    ...timers,
    ...nodeTimerStandIns(timers),
    ...timersPromisesStandIns(timers),
    ...dateStandIns(),
    ...performanceStandIns(),
    ...processClockStandIns(),
    ...temporalStandIns(),
    ...intlStandIns(),
    ...abortSignalStandIns(),
    ...animationFrameStandIns(),
    ...postTaskStandIns(),
    ...messageChannelStandIns(),
    ...hostPromiseStandIns(),
    ...atomicsStandIns(),
    ...randomStandIns(),
    ...cryptoStandIns(),
    ...nextTickStandIns(),
  ];
}

/** What a test environment such as jsdom may put there, or replace, later. */
function optionalGlobals(): unknown[] {
  const host = globalThis as Record<string, unknown>;
  return OPTIONAL.map((name) => host[name]);
}

const OPTIONAL = [
  "setTimeout",
  "Date",
  "performance",
  "requestAnimationFrame",
  "requestIdleCallback",
  "scheduler",
  "Temporal",
  "fetch",
];

// Made out of the globals that are real when a scope begins, and again when those are others.
let standIns: { host: unknown[]; all: StandIn[] } | undefined;
