export const SECOND = 1000;
export const MINUTE: number = 60 * SECOND;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** What the clock on the wall shows, in UTC: "07:30:00". */
export function timeOfDay(): string {
  return clockAt(Date.now());
}

/** `count` times of day, the first at `first`, "07:30" or "07:30:15", and each `ms` after the last. */
export function series(first: string, ms: number, count: number): string[] {
  const start = momentOf(first);
  return Array.from({ length: count }, (_, i) => clockAt(start + i * ms));
}

/** Times of day by their hour: "07" has all from "07:00:00" to "07:59:59". */
export function byHour(times: readonly string[]): Map<string, string[]> {
  const hours = new Map<string, string[]>();
  for (const time of times) {
    const hour = time.slice(0, 2);
    const inHour = hours.get(hour) ?? [];
    inHour.push(time);
    hours.set(hour, inHour);
  }
  return hours;
}

/** Waits `ms` milliseconds. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until the clock shows `time`, "07:30" or "07:30:15", today; "24:00" is the end of the day. */
export async function until(time: string): Promise<void> {
  await waitUntil(momentOf(time));
}

/** Does `action` now and then every `ms` milliseconds, as long as it is earlier than `time`; ends at `time`. */
export async function every(ms: number, time: string, action: () => unknown): Promise<void> {
  const end = momentOf(time);
  for (let next = Date.now(); next < end; next += ms) {
    await waitUntil(next);
    await action();
  }
  await waitUntil(end);
}

function clockAt(moment: number): string {
  return new Date(moment).toISOString().slice(11, 19);
}

function momentOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const midnight = Date.now() - (Date.now() % DAY);
  return midnight + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

async function waitUntil(moment: number): Promise<void> {
  if (moment > Date.now()) await wait(moment - Date.now());
}
