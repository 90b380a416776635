import { vi } from "vitest";
import type { Peer } from "../peer.ts";

export const peer: Peer = {
  byHand: async (body) => {
    vi.useFakeTimers();
    try {
      return await body({
        advance: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
        advanceSync: (ms) => void vi.advanceTimersByTime(ms),
        toNextTimer: async () => void (await vi.advanceTimersToNextTimerAsync()),
        runAll: async () => void (await vi.runAllTimersAsync()),
        setSystemTime: (ms) => void vi.setSystemTime(ms),
        pending: () => `${vi.getTimerCount()} timers`,
      });
    } finally {
      vi.useRealTimers();
    }
  },
  jumping: async (body) => {
    vi.useFakeTimers().setTimerTickMode("nextTimerAsync");
    try {
      return await body();
    } finally {
      vi.useRealTimers();
    }
  },
};
