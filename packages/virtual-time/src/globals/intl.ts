import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/** `Intl.DateTimeFormat`: `format()` and `formatToParts()` without a date format the scope's present. */
export function intlStandIns(): StandIn[] {
  const { prototype } = Intl.DateTimeFormat;
  const { get: realFormat } = Object.getOwnPropertyDescriptor(prototype, "format") as { get: () => Format };
  const { formatToParts: realParts } = prototype as { formatToParts: Parts };
  /** A formatter gives the same function each time. */
  const formats = new WeakMap<Intl.DateTimeFormat, Format>();

  function format(this: Intl.DateTimeFormat): Format {
    const real = realFormat.call(this);
    if (currentScope() === null) return real;
    let virtual = formats.get(this);
    if (virtual === undefined) formats.set(this, (virtual = (date) => real(date ?? present())));
    return virtual;
  }

  function formatToParts(this: Intl.DateTimeFormat, date?: Date | number): Intl.DateTimeFormatPart[] {
    return realParts.call(this, date ?? present());
  }
  return [
    { owner: prototype, key: "format", get: format },
    { owner: prototype, key: "formatToParts", value: formatToParts },
  ];
}

type Parts = (date?: Date | number) => Intl.DateTimeFormatPart[];
type Format = (date?: Date | number) => string;

/** `undefined` outside: the host's own. */
function present(): number | undefined {
  const scope = currentScope();
  return scope === null ? undefined : Math.floor(scope.wallMs());
}
