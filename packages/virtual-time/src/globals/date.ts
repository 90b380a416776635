import { currentScope } from "../scope.ts";
import { globalStandIns, type StandIn, standInsOf } from "./stand-in.ts";

/** `Date`, whose present is that of the scope. Dates made of arguments, and all methods, are the real ones. */
export function dateStandIns(): StandIn[] {
  const RealDate = globalThis.Date;

  const now = (): number => {
    const scope = currentScope();
    return scope === null ? RealDate.now() : Math.floor(scope.wallMs());
  };

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
  return [...globalStandIns({ Date: VirtualDate }), ...standInsOf(RealDate.prototype, { constructor: VirtualDate })];
}
