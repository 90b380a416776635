import type { ConcurrentFuture, DoneCallback, Future, Handle, TaskGroup, Timeout } from "@heddle/loop-core";

/** A future that has a name; `kind` is what the program meant to make. */
export interface Named {
  readonly label: string;
  readonly kind: "task" | "future";
  readonly future: Future<unknown>;
}

/** What a program has given names to. A name that is used again refers to the newest. */
export class Scope {
  readonly handles: Map<string, Handle> = new Map();
  readonly groups: Map<string, TaskGroup> = new Map();
  readonly timeouts: Map<string, Timeout> = new Map();
  readonly callbacks: Map<string, DoneCallback<unknown>> = new Map();
  readonly concurrentFutures: Map<string, ConcurrentFuture<unknown>> = new Map();
  readonly variables: Map<string, number> = new Map();
  readonly #futures = new Map<string, Future<unknown>>();
  readonly #labels = new Map<Future<unknown>, string>();
  readonly #inOrder: Named[] = [];
  readonly #uses = new Map<string, number>();

  /** The label of one more thing of that name: `a`, `a#2`, `a#3`, … */
  unique(name: string): string {
    const use = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, use);
    return use === 1 ? name : `${name}#${use}`;
  }

  register(name: string, label: string, kind: Named["kind"], future: Future<unknown>): void {
    this.#futures.set(name, future);
    this.#labels.set(future, label);
    this.#inOrder.push({ label, kind, future });
  }

  future(name: string): Future<unknown> | undefined {
    return this.#futures.get(name);
  }

  labelOf(future: Future<unknown>): string | undefined {
    return this.#labels.get(future);
  }

  inOrder(): readonly Named[] {
    return this.#inOrder;
  }
}
