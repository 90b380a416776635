import { type AsyncHooks, asyncHooks, CONTEXT_POINT } from "./async-context.ts";
import { Externals } from "./externals.ts";
import { currentScope, type Scope } from "./scope.ts";

/**
 * What the host does for the code of one scope: reads a file, compresses, computes a digest, waits for a socket.
 *
 * Where the host has async hooks, each operation is seen as it begins, and belongs to the scope whose code began it; what
 * others do meanwhile does not count. Elsewhere it is the difference between two listings of what the process works on.
 */
export class HostWork {
  readonly #watch: Watch | null;
  /** Made when the first handle is: a scope that opens none need not ask what the process works on. */
  #listing: Externals | undefined;
  readonly #requests = new Map<number, Request>();
  readonly #servers = new Set<number>();
  #held = 0;
  readonly #timers = new Map<number, { hasRef?: () => boolean }>();

  constructor(scope: Scope) {
    this.#watch = watchOf();
    if (this.#watch === null) this.#listing = new Externals();
    else this.#watch.add(scope, this);
  }

  /** By name, what is being done now; time stands still for it. */
  inFlight(): string[] {
    if (this.#requests.size === 0 && this.#listing === undefined) return NOTHING;
    const names = new Set<string>();
    for (const { type, resource } of this.#requests.values()) {
      if (type !== "ZLIB" || isCompressing(resource)) names.add(type);
    }
    // A timer of the host is no reason to wait: inside, all timers are virtual, and a test runner has some of its own.
    for (const kind of this.#listing?.sinceThen() ?? NOTHING) {
      if (kind !== "Timeout" && (kind !== "TCPServerWrap" || this.#watch === null)) names.add(kind);
    }
    return [...names].toSorted();
  }

  /** Time stands still for `what`, which the host does not know of, until the function that is returned is called. */
  holds(what: string): () => void {
    const id = -1 - this.#held++;
    this.#requests.set(id, { type: what, resource: this });
    return () => void this.#requests.delete(id);
  }

  /** Whether a timer of the host runs that the scope's code has set, through a global that it had captured before. */
  hasHostTimer(): boolean {
    for (const timer of this.#timers.values()) if (timer.hasRef?.() !== false) return true;
    return false;
  }

  end(scope: Scope): void {
    this.#watch?.delete(scope);
    this.#requests.clear();
    this.#timers.clear();
  }

  // Called by the watch.

  begins(id: number, type: string, trigger: number, resource: object): void {
    if (type === "Timeout") this.#timers.set(id, resource);
    else if (REQUEST.test(type)) this.#requests.set(id, { type, resource });
    else if (SERVER.test(type)) this.#servers.add(id);
    // The server's end of a connection waits for the next request: nobody waits for it.
    else if (HANDLE.test(type) && !this.#servers.has(trigger)) this.#listing ??= new Externals(); // before the host lists the new one
  }

  ends(id: number): void {
    if (this.#requests.get(id)?.type !== "ZLIB") this.#requests.delete(id);
    this.#timers.delete(id);
  }
}

interface Request {
  readonly type: string;
  readonly resource: object;
}

const NOTHING: readonly string[] & string[] = [];
/** One operation, which is over when its callback has run. */
const REQUEST = /REQ|^ZLIB$|^QUERYWRAP$|CONNECTWRAP$|WRITEWRAP$|SHUTDOWNWRAP$|SENDWRAP$/;
const SERVER = /SERVERWRAP$/;
/** Something open, of which only the host's listing tells whether anybody waits for it. */
const HANDLE = /^(TCP|PIPE|UDP|TTY|PROCESS)WRAP$/;

/** A stream compresses again and again; it lets go of its input when it is done with it. */
function isCompressing(handle: { buffer?: unknown }): boolean {
  return handle.buffer !== undefined && handle.buffer !== null;
}

/** The hook of this process, which is in force while there are scopes: it tells each of them what its code begins. */
class Watch {
  readonly #works = new Map<Scope, HostWork>();
  readonly #owners = new Map<number, HostWork>();
  readonly #hook: ReturnType<AsyncHooks["createHook"]>;

  constructor({ createHook }: AsyncHooks) {
    this.#hook = createHook({
      init: (id, type, trigger, resource) => {
        if (type === CONTEXT_POINT || type === "PROMISE" || type === "TickObject" || type === "Immediate") return;
        const scope = currentScope();
        const work = scope === null ? undefined : this.#works.get(scope);
        if (work === undefined) return;
        this.#owners.set(id, work);
        work.begins(id, type, trigger, resource);
      },
      after: (id) => {
        if (this.#owners.size > 0) this.#ended(id);
      },
      destroy: (id) => {
        if (this.#owners.size === 0) return;
        this.#ended(id);
        this.#owners.delete(id);
      },
      trackPromises: false, // on Node 22 it does not know that yet, and each await costs 0.2 µs more
    });
  }

  add(scope: Scope, work: HostWork): void {
    if (this.#works.size === 0) this.#hook.enable();
    this.#works.set(scope, work);
  }

  delete(scope: Scope): void {
    const work = this.#works.get(scope);
    if (work === undefined) return;
    this.#works.delete(scope);
    for (const [id, owner] of this.#owners) if (owner === work) this.#owners.delete(id);
    if (this.#works.size === 0) this.#hook.disable();
  }

  #ended(id: number): void {
    this.#owners.get(id)?.ends(id);
  }
}

/** `null` where the host does not call hooks. */
function watchOf(): Watch | null {
  if (watch === undefined) watch = asyncHooks !== undefined && callsHooks(asyncHooks) ? new Watch(asyncHooks) : null;
  return watch;
}

// What is watched is the process, of which there is one.
let watch: Watch | null | undefined;

/** Bun and Deno have the function, which does nothing. */
function callsHooks({ createHook, AsyncResource }: AsyncHooks): boolean {
  let called = false;
  const probe = createHook({ init: () => (called = true), after() {}, destroy() {}, trackPromises: false });
  probe.enable();
  void new AsyncResource(CONTEXT_POINT, {});
  probe.disable();
  return called;
}
