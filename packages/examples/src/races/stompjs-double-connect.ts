import assert from "node:assert/strict";
import type { Simulation } from "@heddle/interleave";
import type * as Stompjs from "stomp-stompjs-v7.0.0-beta4";
import { race, type Race } from "../race.ts";

// Messages came twice: after a quick reconnection, two connections to the broker were open.
export const stompjsDoubleConnect: Race = race<typeof Stompjs>({
  id: "stompjs-double-connect",
  package: "@stomp/stompjs",
  buggy: { version: "7.0.0-beta4", load: () => import("stomp-stompjs-v7.0.0-beta4") },
  fixed: { version: "7.0.0-beta5", load: () => import("stomp-stompjs-v7.0.0-beta5") },
  link: "https://github.com/stomp-js/stompjs/commit/21369c4234d7d7a719adb895c7c6e38940b6eab0",
  kind: "double execution",
  bug: "deactivate() and activate() while beforeConnect() still runs open two connections, and one leaks",

  body:
    ({ Client }) =>
    async (sim) => {
      const broker = { open: 0, most: 0 };
      const client = new Client({
        webSocketFactory: () => new FakeSocket(sim, broker),
        beforeConnect: () => sim.io("get token", () => undefined),
        reconnectDelay: 0,
        connectionTimeout: 0,
        heartbeatIncoming: 0,
        heartbeatOutgoing: 0,
      });

      client.activate();
      void sim.stimulus("user reconnects", async () => {
        await client.deactivate();
        client.activate();
      });
      await sim.idle();

      assert.ok(broker.most <= 1, `${broker.most} connections to the broker are open at the same time`);
    },
});

/** A WebSocket to a broker that counts its connections. */
class FakeSocket {
  readyState = 0;
  url = "ws://broker";
  binaryType = "arraybuffer" as const;
  onopen: ((event?: unknown) => void) | null | undefined;
  onclose: ((event?: unknown) => void) | null | undefined;
  onerror: ((event: unknown) => void) | null | undefined;
  onmessage: ((event: { data?: string }) => void) | null | undefined;
  readonly #sim: Simulation;
  readonly #broker: { open: number; most: number };

  constructor(sim: Simulation, broker: { open: number; most: number }) {
    this.#sim = sim;
    this.#broker = broker;
    broker.most = Math.max(broker.most, ++broker.open);
    void sim.io("open", () => undefined).then(() => this.#opened());
  }

  send(): void {}

  close(): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    void this.#sim.io("close", () => undefined).then(() => this.#closed());
  }

  #opened(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.({});
  }

  #closed(): void {
    this.readyState = 3;
    this.#broker.open--;
    this.onclose?.({ code: 1000 });
  }
}
