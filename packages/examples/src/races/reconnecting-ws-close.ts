import assert from "node:assert/strict";
import type { Simulation } from "@heddle/interleave";
import { race, type Race } from "../race.ts";

// The user had logged out, and a moment later the socket was open again, and stayed so.
export const reconnectingWsClose: Race = race<ReconnectingWebSocket>({
  id: "reconnecting-ws-close",
  package: "reconnecting-websocket",
  buggy: {
    version: "3.0.3",
    load: () => import("reconnecting-websocket-v3.0.3"),
  },
  fixed: {
    version: "3.0.5",
    load: () => import("reconnecting-websocket-v3.0.5"),
  },
  link: "https://github.com/pladaria/reconnecting-websocket/commit/4655f3d92f42fd03a2049e4ba0226c081014bc43",
  kind: "cancels too little",
  bug: "close() during the delay before a reconnection is ignored: the socket is opened again",
  horizonMs: 30_000,
  scalable: true,

  body:
    ({ default: ReconnectingWebSocket }, messages) =>
    async (sim) => {
      let closed = false;
      let openedAfterClose = 0;
      const Socket = socketTo(sim, messages, () => {
        if (closed) openedAfterClose++;
      });
      const socket = new ReconnectingWebSocket("ws://server", [], {
        constructor: Socket,
        reconnectionDelayFactor: 1,
        minReconnectionDelay: 1000,
        maxReconnectionDelay: 1000,
        minUptime: 1e6,
        connectionTimeout: 1e6,
      });

      void sim.stimulus("user closes", () => {
        closed = true;
        socket.close(1000, "", { keepClosed: true, fastClose: true });
      });
      await sim.idle();

      assert.equal(openedAfterClose, 0, "a socket was opened after close()");
    },
});

/** A WebSocket whose server sends some messages and then drops the connection. */
function socketTo(sim: Simulation, messages: number, opened: () => void) {
  let sockets = 0;
  return class FakeSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState = 0;

    constructor() {
      super();
      opened();
      const isFirst = ++sockets === 1;
      void sim.io("connect", () => undefined).then(() => this.#open(isFirst));
    }

    close(): void {
      if (this.readyState < 2) void sim.io("close", () => undefined).then(() => this.#closed(1000));
    }

    async #open(isFirst: boolean): Promise<void> {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
      if (!isFirst) return;
      for (let i = 1; i <= messages; i++) {
        await sim.io(`message ${i}`, () => undefined);
        if (this.readyState === 1) this.dispatchEvent(new Event("message"));
      }
      void sim.stimulus("server drops", () => this.#closed(1006));
    }

    #closed(code: number): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.dispatchEvent(Object.assign(new Event("close"), { code }));
    }
  };
}

/** What is used here; the package's own types lack it. */
interface ReconnectingWebSocket {
  default: new (
    url: string,
    protocols: string[],
    options: {
      constructor: unknown;
      reconnectionDelayFactor: number;
      minReconnectionDelay: number;
      maxReconnectionDelay: number;
      minUptime: number;
      connectionTimeout: number;
    },
  ) => { close(code: number, reason: string, options: { keepClosed: boolean; fastClose: boolean }): void };
}
