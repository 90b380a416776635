import { SignalError } from "./errors.ts";

/** The host's signals that call back on a loop. */
export class SignalHandlers {
  readonly #listeners = new Map<string, () => void>();

  /** @throws {SignalError} where the host does not let it be handled */
  add(signal: string, listener: () => void): void {
    if (process === undefined) throw new SignalError(signal);
    this.remove(signal);
    try {
      process.on(signal, listener);
    } catch (cause) {
      throw new SignalError(signal, { cause });
    }
    this.#listeners.set(signal, listener);
  }

  /** Whether there was one. */
  remove(signal: string): boolean {
    const listener = this.#listeners.get(signal);
    if (listener === undefined) return false;
    process?.off(signal, listener);
    return this.#listeners.delete(signal);
  }

  removeAll(): void {
    for (const signal of this.#listeners.keys()) this.remove(signal);
  }
}

// Signals are the host's: a browser has none.
const { process } = globalThis as {
  process?: { on(signal: string, listener: () => void): void; off(signal: string, listener: () => void): void };
};
