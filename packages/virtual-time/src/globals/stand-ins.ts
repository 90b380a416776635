import { REAL } from "@heddle/loop-core";
import { sharedByCopies } from "../copies.ts";
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
  // sinon's fake-timers, and so Jest's and vitest's and our own, mark what they fake; so does `node:test`.
  const { setTimeout, Date } = globalThis;
  if ("clock" in setTimeout || "isFake" in Date || "isMock" in Date) throw new ForeignFakeTimersError();
  if (here.installations === 0 || hasAppeared()) {
    try {
      install();
    } catch (error) {
      if (here.installations === 0) restore(); // what was put there before something could not be
      throw error;
    }
  }
  here.installations++;
  let undone = false;
  return () => {
    if (undone) return;
    undone = true;
    if (--here.installations === 0) restore();
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

/** What is installed in this realm, whichever copy of this package has done it. */
interface Installed {
  installations: number;
  /** What was there, in the order in which it was replaced. */
  readonly originals: { standIn: StandIn; descriptor: PropertyDescriptor | undefined }[];
  /** Made out of the globals that are real when a scope begins, and again when those are others. */
  standIns: { readonly host: readonly unknown[]; readonly all: readonly StandIn[] } | undefined;
  /** The optional globals as they are since. */
  host: readonly unknown[];
}

const here = sharedByCopies<Installed>(globalThis, "installed", () => ({
  installations: 0,
  originals: [],
  standIns: undefined,
  host: [],
}));

function install(): void {
  const host = optionalGlobals();
  if (here.standIns === undefined || host.some((value, i) => value !== here.standIns?.host[i]))
    here.standIns = { host, all: allStandIns() };
  for (const standIn of here.standIns.all) {
    const descriptor = Object.getOwnPropertyDescriptor(standIn.owner, standIn.key);
    if (holdsStandIn(descriptor)) continue;
    put(standIn, descriptor);
    here.originals.push({ standIn, descriptor });
  }
  here.host = optionalGlobals();
  syncBuiltinExports();
}

/** Whether there is a global that was not there when the stand-ins were installed. */
function hasAppeared(): boolean {
  const host = optionalGlobals();
  return OPTIONAL.some((name, i) => !ALWAYS_THERE.has(name) && host[i] !== undefined && host[i] !== here.host[i]);
}

function put({ owner, key, value, get }: StandIn, descriptor: PropertyDescriptor | undefined): void {
  const enumerable = descriptor?.enumerable ?? true;
  const standIn = (get ?? value) as object;
  if (!isStandIn(standIn)) Object.defineProperty(standIn, REAL, { value: descriptor?.value });
  replace(
    owner,
    key,
    descriptor,
    get === undefined
      ? { value, writable: true, configurable: true, enumerable }
      : { get, configurable: true, enumerable },
  );
}

/** Puts the property `next` in the place of `now`: each scope that begins and ends does so for some thirty. */
function replace(
  owner: object,
  key: string,
  now: PropertyDescriptor | undefined,
  next: PropertyDescriptor | undefined,
): void {
  if (next === undefined) Reflect.deleteProperty(owner, key);
  else if (now !== undefined && differInValueOnly(now, next)) (owner as Record<string, unknown>)[key] = next.value;
  else Object.defineProperty(owner, key, next); // takes several times as long
}

function differInValueOnly(now: PropertyDescriptor, next: PropertyDescriptor): boolean {
  return (
    now.writable === true &&
    next.writable === true &&
    now.enumerable === next.enumerable &&
    now.configurable === next.configurable
  );
}

/** What is a stand-in already stays: one that another copy has put there, or another context for what all contexts see. */
function isStandIn(value: unknown): boolean {
  return typeof value === "function" && Object.hasOwn(value, REAL);
}

function holdsStandIn(property: { value?: unknown; get?: unknown } | undefined): boolean {
  return isStandIn(property?.value) || isStandIn(property?.get);
}

function restore(): void {
  for (const { standIn, descriptor } of here.originals.splice(0).toReversed()) {
    const { owner, key, value, get } = standIn;
    const current = Object.getOwnPropertyDescriptor(owner, key);
    // Somebody may have put another one there since, which is left.
    if (get === undefined ? current?.value !== value : current?.get !== get) continue;
    replace(owner, key, current, descriptor);
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

const ALWAYS_THERE = new Set(["setTimeout", "Date"]);
