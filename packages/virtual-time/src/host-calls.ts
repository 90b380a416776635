import type { Scope } from "./scope.ts";

/**
 * Whose code the host calls, where it has no async context to tell: a browser that dispatches an event, or settles a
 * promise of its own. What a scope runs itself, a step and its microtasks, is the scope's in any case.
 *
 * It belongs to the one scope that is under way, as the page of a test belongs to the test; of nested ones to the
 * innermost. With several side by side nobody can tell, and it belongs to none.
 */
export class HostCalls {
  /** Each scope that is under way, with the one in which it was begun. */
  readonly #outerOf = new Map<Scope, Scope | null>();
  #whose: Scope | null = null;

  begin(scope: Scope, outer: Scope | null): void {
    if (this.#outerOf.has(scope)) return;
    this.#outerOf.set(scope, outer);
    this.#decide();
  }

  end(scope: Scope): void {
    if (this.#outerOf.delete(scope)) this.#decide();
  }

  whose(): Scope | null {
    return this.#whose;
  }

  #decide(): void {
    const innermost = [...this.#outerOf.keys()].at(-1) ?? null;
    let around = 0;
    for (let scope = innermost; scope !== null; scope = this.#outerOf.get(scope) ?? null) {
      if (this.#outerOf.has(scope)) around++;
    }
    this.#whose = around === this.#outerOf.size ? innermost : null;
  }
}
