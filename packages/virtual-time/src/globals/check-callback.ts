/** @throws {TypeError} if there is nothing to call; Node's own error has the same code */
export function checkCallback(kind: string, callback: unknown): void {
  if (typeof callback === "function") return;
  const given = callback === null ? "null" : typeof callback;
  throw Object.assign(new TypeError(`${kind} needs a function to call, and got ${given}.`), {
    code: "ERR_INVALID_ARG_TYPE",
  });
}
