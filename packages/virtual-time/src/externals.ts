/**
 * What the host still works on: sockets, files, real timers. A hint, not a verdict: Node does not list `import()`,
 * `crypto.subtle`, `zlib`, or a `fetch` that has just begun.
 *
 * @see https://nodejs.org/api/process.html#processgetactiveresourcesinfo
 */
export class Externals {
  readonly #before: ReadonlyMap<string, number>;

  constructor() {
    openStandardStreams();
    this.#before = countActiveResources();
  }

  /**
   * The kinds of resources that have become active since this object was made, by name.
   *
   * @param idleSockets - so many sockets are listed, and are not connected to anything
   */
  sinceThen(idleSockets = 0): string[] {
    const now = countActiveResources();
    const expected = (kind: string): number => (this.#before.get(kind) ?? 0) + (kind === SOCKET ? idleSockets : 0);
    return [...now.keys()].filter((kind) => (now.get(kind) ?? 0) > expected(kind)).toSorted();
  }
}

/** Node opens them at their first use; a pipe that appears because somebody prints is nothing to wait for. */
export function openStandardStreams(): void {
  const { process } = globalThis as { process?: { stdout?: unknown; stderr?: unknown } };
  void process?.stdout;
  void process?.stderr;
}

function countActiveResources(): Map<string, number> {
  const { process } = globalThis as { process?: { getActiveResourcesInfo?: () => string[] } };
  const counts = new Map<string, number>();
  for (const kind of process?.getActiveResourcesInfo?.() ?? []) {
    if (!OWN.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const SOCKET = "TCPSocketWrap";

/** What the engine itself keeps active: its hops between macrotasks, and its watchdog's thread. */
const OWN = new Set(["Immediate", "MessagePort", "Worker"]);
