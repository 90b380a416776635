type IntlNamespace = typeof globalThis.Intl;

/** An `Intl` whose `DateTimeFormat` formats the present that `now` says if it is given no date. */
export function intlReading(now: () => number, RealIntl: IntlNamespace): IntlNamespace {
  const { DateTimeFormat: Real } = RealIntl;

  function DateTimeFormat(...args: unknown[]): Intl.DateTimeFormat {
    return Reflect.construct(Real, args, new.target ?? DateTimeFormat) as Intl.DateTimeFormat;
  }
  const { get: realFormat } = Object.getOwnPropertyDescriptor(Real.prototype, "format") as {
    get: () => Intl.DateTimeFormat["format"];
  };
  DateTimeFormat.prototype = Object.create(Real.prototype, {
    constructor: { value: DateTimeFormat, writable: true, configurable: true },
    format: {
      get(this: Intl.DateTimeFormat) {
        const format = realFormat.call(this);
        return (date: Date | number = now()) => format(date);
      },
      configurable: true,
    },
    formatToParts: {
      value(this: Intl.DateTimeFormat, date: Date | number = now()) {
        return Real.prototype.formatToParts.call(this, date);
      },
      writable: true,
      configurable: true,
    },
  }) as object;
  Object.setPrototypeOf(DateTimeFormat, Real); // supportedLocalesOf
  return Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(RealIntl),
    DateTimeFormat: { value: DateTimeFormat, writable: true, configurable: true, enumerable: false },
  }) as IntlNamespace;
}
