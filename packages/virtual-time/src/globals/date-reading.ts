/** A `Date` whose present is what `now` says, in whole milliseconds. */
export function dateReading(now: () => number, RealDate: DateConstructor): DateConstructor {
  function VirtualDate(...args: unknown[]): Date | string {
    if (new.target === undefined) return new RealDate(now()).toString();
    const constructor: unknown = new.target === VirtualDate ? RealDate : new.target;
    return Reflect.construct(RealDate, args.length === 0 ? [now()] : args, constructor as typeof RealDate) as Date;
  }

  VirtualDate.prototype = RealDate.prototype; // so that instanceof holds for dates from inside and outside
  Object.defineProperties(VirtualDate, {
    now: { value: now, writable: true, configurable: true },
    parse: { value: RealDate.parse, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
    name: { value: "Date", configurable: true },
    length: { value: RealDate.length, configurable: true },
  });
  return VirtualDate as unknown as DateConstructor;
}
