/**
 * What a fake `performance` has beside `now()`: all methods of the native one. They measure nothing: marks and measures
 * are entries that nobody keeps.
 */
export function silentPerformance(native: object, timeOrigin: number): Record<string, unknown> {
  const silent: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(native)))
    if (name !== "now" && name !== "constructor") silent[name] = name.startsWith("getEntries") ? () => [] : () => {};
  return {
    ...silent,
    mark: (name: string) => new FakePerformanceEntry(name, "mark", 0, 0),
    measure: (name: string) => new FakePerformanceEntry(name, "measure", 0, 100),
    timeOrigin,
  };
}

class FakePerformanceEntry {
  readonly name: string;
  readonly entryType: string;
  readonly startTime: number;
  readonly duration: number;

  constructor(name: string, entryType: string, startTime: number, duration: number) {
    this.name = name;
    this.entryType = entryType;
    this.startTime = startTime;
    this.duration = duration;
  }

  toJSON(): string {
    const { name, entryType, startTime, duration } = this;
    return JSON.stringify({ name, entryType, startTime, duration });
  }
}
