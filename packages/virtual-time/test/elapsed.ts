/** Milliseconds since virtual time began: the virtual process was a second old then. */
export function elapsedMs(): number {
  return performance.now() - 1000;
}
