/**
 * The host's own function, where `standIn` is one that virtual time has put in its place, and otherwise `standIn` itself.
 *
 * What is taken of the host when a module is loaded need not be the host's: stand-ins may have been registered before.
 */
export function realOf<F>(standIn: F): F {
  return (standIn as { [REAL]?: F } | undefined)?.[REAL] ?? standIn;
}

/** Where a stand-in keeps what it stands for. The same in all copies of this package. */
export const REAL: unique symbol = Symbol.for("heddle.real");

/** The host's `performance.now()`, taken when the module is loaded: a scope of virtual time may stand in for it later. */
export const hostNow: () => number = realOf(Reflect.get(performance, "now")).bind(performance);
