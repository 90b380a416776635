import { type AsyncHooks, asyncHooks, CONTEXT_POINT } from "./async-context.ts";
import { endlessMicrotasks } from "./endless-microtasks.ts";
import { Externals, openStandardStreams } from "./externals.ts";
import { OpenResources } from "./open-resources.ts";
import { currentScope, type Scope } from "./scope.ts";

/**
 * What the host does for the code of one scope: reads a file, compresses, computes a digest, waits for a socket.
 *
 * Where the host has async hooks each operation is seen as it begins, and belongs to the scope whose code began it. What
 * is open, such as a socket, is seen to be waited for in the listing of what the process works on, which knows no scopes;
 * where there are no hooks, all is. In a browser, which tells nothing, the stand-ins for what it offers do.
 */
export class HostWork {
  readonly #scope: Scope;
  /** Made when the first socket is: a scope that opens none need not ask for the listing. */
  #listing: Externals | undefined;
  readonly #operations = new Set<Operation>();
  readonly #servers = new Set<number>();
  /** What is open, waited for or not. */
  readonly open: OpenResources = new OpenResources();
  readonly #promises: string[] = [];
  /** Sockets that nobody has connected: msw answers on one without. */
  readonly #unconnected = new Map<number, Socket>();

  constructor(scope: Scope) {
    this.#scope = scope;
    openStandardStreams(); // outside of the scope, whose they are not
    if (watch === null) this.#listing = new Externals();
    else watch.add(scope, this);
  }

  /** By name, what is being done now: time stands still for it. */
  inFlight(): string[] {
    if (this.#operations.size === 0 && this.#promises.length === 0 && this.#listing === undefined) return NOTHING;
    const names = new Set<string>(this.#promises);
    for (const operation of this.#operations) {
      if (operation.type !== HOST_TIMER && isGoingOn(operation)) names.add(operation.type);
    }
    // A timer of the host is no reason to wait: inside, all timers are virtual, and a test runner has some of its own.
    for (const kind of this.#listing?.sinceThen(this.#idleSockets()) ?? NOTHING) {
      if (kind !== HOST_TIMER && (watch === null || kind !== "TCPServerWrap")) names.add(kind);
    }
    return names.size === 0 ? NOTHING : [...names].toSorted();
  }

  /** Whether something may still come of a worker, or of a timer of the host, set through a global that was captured before. */
  mayGoOn(): boolean {
    if (this.open.hasWorker()) return true;
    for (const operation of this.#operations) if (operation.type === HOST_TIMER && isGoingOn(operation)) return true;
    return false;
  }

  /** A promise of the host is waited for, until the function that is returned is called. */
  promise(what: string): () => void {
    this.#promises.push(what);
    return () => void this.#promises.splice(this.#promises.indexOf(what), 1);
  }

  end(): void {
    watch?.delete(this.#scope, this.#operations);
    this.#operations.clear();
  }

  // Called by the watch.

  /** @returns what has to be told of its end */
  begins(id: number, type: string, trigger: number, resource: object): Operation | undefined {
    // If Node does not tell which socket it connects, none is taken for idle.
    if (type === "TCPCONNECTWRAP" && !this.#unconnected.delete(trigger)) this.#unconnected.clear();
    this.open.add(type, resource);
    if (OPERATION.test(type)) {
      const operation = { type, resource, work: this, id };
      this.#operations.add(operation);
      return operation;
    }
    if (SERVER.test(type)) this.#servers.add(id);
    // The server's end of a connection waits for the next request, and nobody waits for it.
    else if (OPEN.test(type) && !this.#servers.has(trigger)) {
      this.#listing ??= new Externals();
      if (type === "TCPWRAP") this.#unconnected.set(id, resource);
    }
    return undefined;
  }

  ends(operation: Operation): void {
    this.#operations.delete(operation);
  }

  #idleSockets(): number {
    let count = 0;
    for (const [id, socket] of this.#unconnected) {
      if (socket.hasRef?.() === true) count++;
      else this.#unconnected.delete(id); // closed
    }
    return count;
  }
}

interface Socket {
  hasRef?: () => boolean;
}

interface Operation {
  readonly type: string;
  readonly resource: { buffer?: unknown; hasRef?: () => boolean; _destroyed?: boolean };
  readonly work: HostWork;
  readonly id: number;
}

const NOTHING: readonly string[] & string[] = [];
const HOST_TIMER = "Timeout";
/** What is over when its callback has run. */
const OPERATION = /REQ|^ZLIB$|^Timeout$|^QUERYWRAP$|CONNECTWRAP$|WRITEWRAP$|SHUTDOWNWRAP$|SENDWRAP$/;
const SERVER = /SERVERWRAP$/;
/** What stays open, waited for or not. */
const OPEN = /^(TCP|PIPE|UDP|TTY|PROCESS)WRAP$/;

function isGoingOn({ type, resource }: Operation): boolean {
  // A stream compresses again and again, and lets go of its input when it is done with it.
  if (type === "ZLIB") return resource.buffer !== undefined && resource.buffer !== null;
  return type !== HOST_TIMER || (resource.hasRef?.() !== false && resource._destroyed !== true);
}

/** The hook of this process, in force while there are scopes: it tells each of them what its code begins. */
class Watch {
  readonly #works = new Map<Scope, HostWork>();
  readonly #operations = new Map<number, Operation>();
  readonly #beginnings: Hook;
  /** In force while there are operations only: else each timer of ours would pay for it. */
  readonly #ends: Hook;
  readonly #seesPromises: boolean;

  constructor({ createHook, AsyncResource }: AsyncHooks, seesPromises: boolean) {
    this.#seesPromises = seesPromises;
    this.#beginnings = createHook({
      init: (id, type, trigger, resource) => {
        if (type === CONTEXT_POINT || type === "TickObject" || type === "Immediate") return;
        if (type === "PROMISE") return endlessMicrotasks?.made();
        if (type === "Microtask") return endlessMicrotasks?.made(globalThis.queueMicrotask);
        // What a library makes for itself, undici's UNDICI_REQUEST say, is nothing that the host works on.
        if (resource instanceof AsyncResource) return;
        const scope = currentScope();
        const work = scope === null ? undefined : this.#works.get(scope);
        const operation = work?.begins(id, type, trigger, resource);
        if (operation !== undefined) this.#began(operation);
      },
      trackPromises: false,
    });
    this.#ends = createHook({ after: (id) => this.#ended(id), trackPromises: false });
  }

  add(scope: Scope, work: HostWork): void {
    if (this.#works.size === 0) {
      this.#beginnings.enable();
      endlessMicrotasks?.enable(this.#seesPromises);
    }
    this.#works.set(scope, work);
  }

  delete(scope: Scope, operations: Iterable<Operation>): void {
    this.#works.delete(scope);
    for (const { id } of operations) this.#forget(id);
    if (this.#works.size > 0) return;
    this.#beginnings.disable();
    endlessMicrotasks?.disable();
  }

  #began(operation: Operation): void {
    if (this.#operations.size === 0) this.#ends.enable();
    this.#operations.set(operation.id, operation);
  }

  #ended(id: number): void {
    const operation = this.#operations.get(id);
    if (operation === undefined || operation.type === "ZLIB") return;
    this.#forget(id);
    operation.work.ends(operation);
  }

  #forget(id: number): void {
    if (this.#operations.delete(id) && this.#operations.size === 0) this.#ends.disable();
  }
}

type Hook = ReturnType<AsyncHooks["createHook"]>;

/** Bun and Deno have the function, which does nothing; Node 22 tells of promises too, which makes each await 0.2 µs dearer. */
function typesToldOf({ createHook, AsyncResource }: AsyncHooks): Set<string> {
  const types = new Set<string>();
  const probe = createHook({ init: (_id, type) => types.add(type), trackPromises: false });
  probe.enable();
  void new AsyncResource(CONTEXT_POINT, {});
  void Promise.resolve();
  probe.disable();
  return types;
}

function openWatch(hooks: AsyncHooks): Watch | null {
  const types = typesToldOf(hooks);
  return types.has(CONTEXT_POINT) ? new Watch(hooks, types.has("PROMISE")) : null;
}

// What is watched is the process, of which there is one. `null` where the host does not call hooks.
const watch: Watch | null = asyncHooks === undefined ? null : openWatch(asyncHooks);
