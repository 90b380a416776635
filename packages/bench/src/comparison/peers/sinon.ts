import { install } from "@sinonjs/fake-timers";
import type { Peer } from "../peer.ts";

export const peer: Peer = {
  byHand: async (body) => {
    const clock = install();
    try {
      return await body({
        advance: async (ms) => void (await clock.tickAsync(ms)),
        advanceSync: (ms) => void clock.tick(ms),
        toNextTimer: async () => void (await clock.nextAsync()),
        runAll: async () => void (await clock.runAllAsync()),
        setSystemTime: (ms) => clock.setSystemTime(ms),
        pending: () => JSON.stringify(Object.values((clock as { timers?: object }).timers ?? {})),
      });
    } finally {
      clock.uninstall();
    }
  },
  jumping: async (body) => {
    const clock = install();
    clock.setTickMode({ mode: "nextAsync" });
    try {
      return await body();
    } finally {
      clock.uninstall();
    }
  },
};
