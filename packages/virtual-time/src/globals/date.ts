import { currentScope } from "../scope.ts";
import { dateReading } from "./date-reading.ts";
import { globalStandIns, type StandIn, standInsOf } from "./stand-in.ts";

/** `Date`, whose present is that of the scope. Dates made of arguments, and all methods, are the real ones. */
export function dateStandIns(): StandIn[] {
  const RealDate = globalThis.Date;

  const now = (): number => {
    const scope = currentScope();
    return scope === null ? RealDate.now() : Math.floor(scope.wallMs());
  };

  const VirtualDate = dateReading(now, RealDate);
  return [...globalStandIns({ Date: VirtualDate }), ...standInsOf(RealDate.prototype, { constructor: VirtualDate })];
}
