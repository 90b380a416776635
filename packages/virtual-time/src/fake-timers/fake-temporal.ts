import type { FakeTime } from "./fake-time.ts";

/** A `Temporal` whose `Now` is the wall clock of `time`, in the host's time zone. */
export function temporalReading(time: FakeTime, Real: TemporalNamespace): TemporalNamespace {
  const timeZoneId = (): string => Real.Now.timeZoneId();
  const instant = (): InstantLike =>
    Real.Instant.fromEpochNanoseconds(BigInt(time.wallMs) * 1_000_000n + BigInt(time.nanos));
  const zonedDateTimeISO = (zone: unknown = timeZoneId()): ZonedLike => instant().toZonedDateTimeISO(zone);
  const Now = {
    timeZoneId,
    instant,
    zonedDateTimeISO,
    plainDateTimeISO: (zone?: unknown) => zonedDateTimeISO(zone).toPlainDateTime(),
    plainDateISO: (zone?: unknown) => zonedDateTimeISO(zone).toPlainDate(),
    plainTimeISO: (zone?: unknown) => zonedDateTimeISO(zone).toPlainTime(),
  };
  return Object.create(Object.getPrototypeOf(Real) as object, {
    ...Object.getOwnPropertyDescriptors(Real),
    Now: { value: Now, writable: true, configurable: true, enumerable: false },
  }) as TemporalNamespace;
}

/** What is used of `Temporal`, which the standard library's types do not know yet. */
export interface TemporalNamespace {
  Now: { timeZoneId(): string };
  Instant: { fromEpochNanoseconds(nanos: bigint): InstantLike; fromEpochMilliseconds(ms: number): InstantLike };
}

interface InstantLike {
  toZonedDateTimeISO(zone: unknown): ZonedLike;
}

interface ZonedLike {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}
