import type { TimerHandle } from "@heddle/loop-core";
import { digits, hashOf } from "./fingerprint.ts";
import { CANCEL, type EventKind, JOIN, LATE, SimEvent } from "./simulation/event.ts";
import type { Occurrence } from "./simulation/enabled.ts";

/**
 * Where an execution left the default order: at `step` it ran `event` at once, or put it behind everything else (for an
 * I/O call: its arrival, or arrival and response both).
 */
export interface Deviation {
  readonly step: number;
  readonly how: "pull" | "postpone" | "postpone both";
  /**
   * `creator.ordinal` for an event of the simulation, with `f` and its number behind it for a fault instead of that event;
   * `c.ordinal` for a cancel, `j.ordinal` for the end of a `sim.all`, `l.ordinal` where timers are late, `t` for the earliest
   * timer.
   */
  readonly event: string;
  /** A short hash of the event's label: it shows when the body has changed. */
  readonly label: string;
}

/**
 * One order of events, sparse: the options that decide what may happen, then only the deviations from the default order,
 * then a hash of the whole trace. Plain data; {@link printSchedule} and {@link parseSchedule} are each other's inverse.
 */
export interface Schedule {
  /** The model and dimensions under which it was recorded: see `dimensionsOf`. */
  readonly dimensions: string;
  readonly deviations: readonly Deviation[];
  /** The hash of the trace. */
  readonly trace: string;
}

/** @example `h1-rc1-4+2.0:k3f,9_3.1:x0a-5tq2c9d` */
export function printSchedule({ dimensions, deviations, trace }: Schedule): string {
  const list = deviations.map(({ step, how, event, label }) => `${step}${SIGNS[how]}${event}:${label}`);
  return `${VERSION}-${dimensions}-${list.join(",")}-${trace}`;
}

/** @throws {ScheduleSyntaxError} if the text is no schedule, or one of another version */
export function parseSchedule(text: string): Schedule {
  const parts = text.trim().split("-");
  const [version, dimensions, list, trace] = parts;
  if (version !== VERSION) throw new ScheduleSyntaxError(text, `it does not begin with "${VERSION}-"`);
  if (parts.length !== 4 || !dimensions || list === undefined || !trace) {
    throw new ScheduleSyntaxError(text, "it does not have four parts: was a piece cut off?");
  }
  const deviations = list === "" ? [] : list.split(",").map((item) => parseDeviation(text, item));
  return { dimensions, deviations, trace };
}

/** What was handed over as a schedule can't be read. */
export class ScheduleSyntaxError extends Error {
  override readonly name = "ScheduleSyntaxError";
  readonly text: string;

  constructor(text: string, reason: string) {
    super(
      `"${text}" is not a schedule of this version of Heddle: ${reason}. ` +
        `Copy the whole string of the report, from "${VERSION}-" on.`,
    );
    this.text = text;
  }
}

const VERSION = "h1";
const SIGNS = { pull: "+", postpone: "_", "postpone both": "__" } as const;

function parseDeviation(text: string, item: string): Deviation {
  const match = /^(\d+)(\+|__|_)((?:\d+|c|j|l)\.\d+(?:f\d+)?|t):([0-9a-z]+)$/.exec(item);
  if (match === null) throw new ScheduleSyntaxError(text, `"${item}" is no deviation`);
  const [, step, sign, event, label] = match as unknown as [string, string, string, string, string];
  const how = sign === "+" ? "pull" : sign === "_" ? "postpone" : "postpone both";
  return { step: Number(step), how, event, label };
}

// How events are named in schedules

export function deviation(step: number, how: Deviation["how"], occurrence: Occurrence): Deviation {
  return { step, how, event: identityOf(occurrence), label: digits(labelHash(occurrence) >>> 0, 3) };
}

const FROM_NO_STEP = new Map([
  [CANCEL, "c"],
  [JOIN, "j"],
  [LATE, "l"],
]);

export function identityOf(occurrence: Occurrence): string {
  if (!(occurrence instanceof SimEvent)) return "t";
  const { creator, ordinal, fault } = occurrence;
  const event = `${FROM_NO_STEP.get(creator) ?? creator}.${ordinal}`;
  return fault === undefined ? event : `${event}f${fault}`;
}

export function kindOf(occurrence: Occurrence): EventKind {
  return occurrence instanceof SimEvent ? occurrence.kind : "timer";
}

export function nameOf(occurrence: Occurrence): string {
  return occurrence instanceof SimEvent ? occurrence.name : (occurrence.label ?? "timer");
}

function labelHash(occurrence: Occurrence): number {
  return occurrence instanceof SimEvent ? eventHash(occurrence) : timerHash(occurrence);
}

/** A hash of what kind of event it is, and of what it is called. */
export function eventHash({ kind, signature }: SimEvent): number {
  return hashOf(signature, hashOf(kind));
}

export function timerHash({ label = "timer" }: TimerHandle): number {
  return hashOf(label, hashOf("timer"));
}

/** The hash of a trace, as schedules print it. */
export function printTrace(fingerprint: number): string {
  return digits(fingerprint, 7);
}

/**
 * What decides which events are enabled: `r` the realistic model, or `t` that of tasks; `l` timers may be late; `o` tasks
 * start in order; `c1` at most one cancel; `f1` at most one fault, where a call could have failed.
 */
export function dimensionsOf(
  options: {
    readonly model: string;
    readonly timers: string;
    readonly starts: string;
    readonly cancel: readonly string[];
    readonly maxCancels: number;
    readonly maxFaults: number;
  },
  mayFail = false,
): string {
  const starts = options.starts === "in order" ? "o" : "";
  const cancels = options.cancel.length > 0 ? `c${options.maxCancels}` : "";
  const model = `${options.model === "tasks" ? "t" : "r"}${options.timers === "late" ? "l" : ""}`;
  return `${model}${starts}${cancels}${mayFail ? `f${options.maxFaults}` : ""}`;
}
