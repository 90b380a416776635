import { currentScope } from "../scope.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";

/**
 * `Temporal.Now`, where the host has `Temporal`: the wall clock of the scope, in the host's time zone.
 *
 * @see https://tc39.es/proposal-temporal/docs/now.html
 */
export function temporalStandIns(): StandIn[] {
  const { Temporal } = globalThis as { Temporal?: TemporalNamespace };
  if (Temporal === undefined) return [];
  const { Now, Instant } = Temporal;
  const real = pick(Now);

  const instant = (): InstantLike => {
    const scope = currentScope();
    return scope === null ? real.instant.call(Now) : Instant.fromEpochMilliseconds(Math.floor(scope.wallMs()));
  };

  const zoned =
    (name: Zoned, convert: (now: ZonedLike) => unknown) =>
    (zone?: unknown): unknown => {
      if (currentScope() === null) return Reflect.apply(real[name], Now, zone === undefined ? [] : [zone]);
      return convert(instant().toZonedDateTimeISO(zone ?? Now.timeZoneId()));
    };
  return standInsOf(Now, {
    instant,
    zonedDateTimeISO: zoned("zonedDateTimeISO", (now) => now),
    plainDateTimeISO: zoned("plainDateTimeISO", (now) => now.toPlainDateTime()),
    plainDateISO: zoned("plainDateISO", (now) => now.toPlainDate()),
    plainTimeISO: zoned("plainTimeISO", (now) => now.toPlainTime()),
  });
}

type Zoned = "zonedDateTimeISO" | "plainDateTimeISO" | "plainDateISO" | "plainTimeISO";

interface ZonedLike {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}

interface InstantLike {
  toZonedDateTimeISO(zone: unknown): ZonedLike;
}

interface NowLike extends Record<Zoned, (zone?: unknown) => unknown> {
  instant: () => InstantLike;
  timeZoneId(): string;
}

interface TemporalNamespace {
  Now: NowLike;
  Instant: { fromEpochMilliseconds(ms: number): InstantLike };
}

function pick({
  instant,
  zonedDateTimeISO,
  plainDateTimeISO,
  plainDateISO,
  plainTimeISO,
}: NowLike): Omit<NowLike, "timeZoneId"> {
  return { instant, zonedDateTimeISO, plainDateTimeISO, plainDateISO, plainTimeISO };
}
