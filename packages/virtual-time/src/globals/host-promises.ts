import { currentScope, hasAsyncContext, type Scope } from "../scope.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";

/**
 * What a browser does in real time, and answers with a promise: `fetch`, bodies and streams that are read, `crypto.subtle`;
 * and `XMLHttpRequest`. Only these functions know when it begins and ends, since a browser tells nobody what it works on.
 *
 * Time stands still meanwhile. Inside a scope their promises settle in a step of that scope, so that the code which awaits
 * them goes on there: a browser has no async context that would bring it back.
 */
export function hostPromiseStandIns(): StandIn[] {
  if (hasAsyncContext) return [];
  const host = globalThis as Record<string, { prototype?: object } | undefined>;
  const subtle = host["SubtleCrypto"]?.prototype;
  return [
    ...promises(globalThis, ["fetch"]),
    ...["Request", "Response", "Blob"].flatMap((name) => promises(host[name]?.prototype, BODY)),
    ...["ReadableStreamDefaultReader", "ReadableStreamBYOBReader"].flatMap((name) =>
      promises(host[name]?.prototype, ["read"]),
    ),
    ...promises(
      subtle,
      Object.getOwnPropertyNames(subtle ?? {}).filter((name) => name !== "constructor"),
    ),
    ...requests(host["XMLHttpRequest"]?.prototype as XMLHttpRequestLike | undefined),
  ];
}

const BODY = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"];

type Asynchronous = (...args: unknown[]) => Promise<unknown>;

/** Stand-ins for those of the methods that the owner has. */
function promises(owner: object | undefined, methods: readonly string[]): StandIn[] {
  if (owner === undefined) return [];
  const real = owner as Record<string, Asynchronous | undefined>;
  return methods.flatMap((method) => {
    const asynchronous = real[method];
    if (typeof asynchronous !== "function") return [];
    const standIn = function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const scope = currentScope();
      const promise = asynchronous.apply(this, args);
      const { watcher } = scope ?? {};
      return scope === null || watcher === undefined
        ? promise
        : settledInside(scope, promise, watcher.hostBegins(method));
    };
    return standInsOf(owner, { [method]: standIn });
  });
}

function settledInside(scope: Scope, promise: Promise<unknown>, hostEnds: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const inside = (settle: (outcome: unknown) => void) => (outcome: unknown) => {
      hostEnds();
      if (scope.ended) settle(outcome);
      else scope.loop.callSoon(settle, outcome);
    };
    Promise.resolve(promise).then(inside(resolve), inside(reject)); // a fake fetch may answer with less
  });
}

interface XMLHttpRequestLike {
  send: (...args: unknown[]) => void;
  addEventListener(type: "loadend", listener: () => void, options: { once: true }): void;
}

function requests(prototype: XMLHttpRequestLike | undefined): StandIn[] {
  if (prototype === undefined) return [];
  const { send: real } = prototype;
  const send = function (this: XMLHttpRequestLike, ...args: unknown[]): void {
    real.apply(this, args); // it throws if the request is not open
    const hostEnds = currentScope()?.watcher?.hostBegins("XMLHttpRequest");
    if (hostEnds !== undefined) this.addEventListener("loadend", hostEnds, { once: true });
  };
  return standInsOf(prototype, { send });
}
