/** A moment: milliseconds since 1970, a `Date`, a `Temporal.Instant` or a `Temporal.ZonedDateTime`. */
export type Epoch = number | Date | { readonly epochMilliseconds: number };

/** A length of time: milliseconds, `"08"` seconds, `"01:00"` minutes, `"02:34:10"` hours, or a `Temporal.Duration`. */
export type TickValue = number | string | DurationLike;

export interface DurationLike {
  total(options: { unit: string; relativeTo?: unknown }): number;
}

/** @throws {TypeError} if it is none of them */
export function epochMs(epoch: Epoch | null | undefined): number {
  if (!epoch) return 0;
  if (typeof epoch === "number") return epoch;
  const { getTime, epochMilliseconds } = epoch as Partial<Date & { epochMilliseconds: number }>;
  if (getTime !== undefined) return getTime.call(epoch as Date);
  if (typeof epochMilliseconds === "number") return epochMilliseconds;
  throw new TypeError("now should be milliseconds since UNIX epoch");
}

/**
 * @param relativeTo - the present as a `Temporal.ZonedDateTime`, where the host has them: how long a month is depends on it
 * @throws {Error} if it is a string of another form
 */
export function tickMs(value: TickValue | undefined, relativeTo: () => unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return clockTextMs(value);
  const now = relativeTo();
  return value.total(now === undefined ? { unit: "millisecond" } : { unit: "millisecond", relativeTo: now });
}

function clockTextMs(text: string | undefined): number {
  if (!text) return 0;
  if (!/^(\d\d:){0,2}\d\d?$/.test(text))
    throw new Error("tick only understands numbers, 'm:s' and 'h:m:s'. Each part must be two digits");
  let seconds = 0;
  for (const part of text.split(":").map(Number)) {
    if (part >= 60) throw new Error(`Invalid time ${text}`);
    seconds = seconds * 60 + part;
  }
  return seconds * 1000;
}
