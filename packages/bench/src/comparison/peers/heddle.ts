import { runVirtual, virtualTime } from "@heddle/virtual-time";
import type { Peer } from "../peer.ts";

export const peer: Peer = {
  byHand: (body) =>
    runVirtual(
      (time) =>
        body({
          advance: (ms) => time.advance(ms),
          advanceSync: (ms) => time.advanceSync(ms),
          toNextTimer: () => time.toNextTimer(),
          runAll: () => time.runAll(),
          setSystemTime: (ms) => time.setSystemTime(ms),
          pending: () => time.pending().toString(),
        }),
      { autojump: false },
    ),
  jumping: (body) => runVirtual(body),
  unguarded: (body) => {
    using _time = virtualTime();
    body();
  },
  leavingNothing: (body) => runVirtual(body, { leftovers: "error" }),
};
