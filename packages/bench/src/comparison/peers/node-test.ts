import { mock } from "node:test";
import { realTurn } from "../host.ts";
import type { Peer } from "../peer.ts";

// Its `tick` is synchronous: what awaits a timer is given a turn of the host afterwards.
export const peer: Peer = {
  byHand: async (body) => {
    mock.timers.enable();
    try {
      return await body({
        advance: async (ms) => {
          mock.timers.tick(ms);
          await realTurn();
        },
        advanceSync: (ms) => mock.timers.tick(ms),
        runAll: async () => {
          mock.timers.runAll();
          await realTurn();
        },
        setSystemTime: (ms) => mock.timers.setTime(ms),
      });
    } finally {
      mock.timers.reset();
    }
  },
  unguarded: (body) => {
    using timers = mock.timers;
    timers.enable();
    body();
  },
};
