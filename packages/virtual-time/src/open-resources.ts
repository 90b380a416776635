import type { Waiting } from "./errors.ts";
import { Origin } from "./origin.ts";

/**
 * What the code of a scope has opened in the host, and what it waits for there: servers, sockets, ports, workers, watchers.
 *
 * It is no reason for time to stand still, as such a wait may never end; but a body that hangs on one is told of it, and one
 * that has a worker at work does not hang: an answer may still come.
 */
export class OpenResources {
  #opened: Opened[] = [];
  #originsLeft = MAX_ORIGINS;

  /** @param type - what Node calls it: see the list of `async_hooks` */
  add(type: string, resource: Handle): void {
    const [name, waitsFor] = KINDS[type] ?? [];
    if (name === undefined || waitsFor === undefined) return;
    if (this.#opened.length === MAX_OPENED) this.#opened = this.#opened.filter(isOpen);
    if (this.#opened.length === MAX_OPENED) return;
    const origin = this.#originsLeft-- > 0 ? new Origin(undefined, MAX_FRAMES) : undefined;
    this.#opened.push({ name, waitsFor, resource, origin });
  }

  /** Whether a worker thread is at work, for all that anybody knows. */
  hasWorker(): boolean {
    return this.#opened.some((one) => one.name === WORKER && isOpen(one));
  }

  /** Those that would keep Node alive, in the order in which they were opened. */
  waiting(): Waiting[] {
    return this.#opened.filter(isOpen).map(({ name, waitsFor, origin }) => ({
      name,
      waitsFor,
      startedAt: origin?.line ?? undefined,
    }));
  }
}

interface Handle {
  hasRef?: () => boolean;
}

interface Opened {
  readonly name: string;
  readonly waitsFor: string;
  readonly resource: Handle;
  readonly origin: Origin | undefined;
}

/** A port that nobody listens to has no reference, and neither has what is closed. */
function isOpen({ resource }: Opened): boolean {
  return resource.hasRef?.() === true;
}

const WORKER = "a worker thread";
const SERVER = ["a server", "a connection"] as const;
const SOCKET = ["a socket", "data"] as const;
const FILE_WATCHER = ["a file watcher", "a change"] as const;

const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  MESSAGEPORT: ["a MessagePort", "a message"],
  WORKER: [WORKER, "its end"],
  TCPSERVERWRAP: SERVER,
  PIPESERVERWRAP: SERVER,
  TCPWRAP: SOCKET,
  PIPEWRAP: SOCKET,
  UDPWRAP: ["a UDP socket", "a datagram"],
  FSEVENTWRAP: FILE_WATCHER,
  STATWATCHER: FILE_WATCHER,
};

const MAX_OPENED = 50;
/** So many remember where they were opened, which costs some microseconds each. */
const MAX_ORIGINS = 16;
const MAX_FRAMES = 30;
