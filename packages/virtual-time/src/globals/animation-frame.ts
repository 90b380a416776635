import { currentScope } from "../scope.ts";
import { checkCallback } from "./check-callback.ts";
import { globalStandIns, type StandIn } from "./stand-in.ts";
import { VirtualTimeout } from "./timeout.ts";

/**
 * `requestAnimationFrame` and `requestIdleCallback` with what cancels them, where the host has them. A frame comes every
 * 16 ms; idle callbacks run a millisecond later, when all that is ready has run.
 */
export function animationFrameStandIns(): StandIn[] {
  const { requestAnimationFrame, cancelAnimationFrame, requestIdleCallback, cancelIdleCallback } =
    globalThis as Partial<Frames>;
  return [
    ...(requestAnimationFrame === undefined || cancelAnimationFrame === undefined
      ? []
      : frames(requestAnimationFrame, cancelAnimationFrame)),
    ...(requestIdleCallback === undefined || cancelIdleCallback === undefined
      ? []
      : idleCallbacks(requestIdleCallback, cancelIdleCallback)),
  ];
}

interface Frames {
  requestAnimationFrame(callback: (nowMs: number) => void): number;
  cancelAnimationFrame(id: number): void;
  requestIdleCallback(callback: (deadline: Deadline) => void, options?: { timeout?: number }): number;
  cancelIdleCallback(id: number): void;
}

interface Deadline {
  readonly didTimeout: boolean;
  timeRemaining(): number;
}

function frames(real: Frames["requestAnimationFrame"], realCancel: Frames["cancelAnimationFrame"]): StandIn[] {
  const requestAnimationFrame: Frames["requestAnimationFrame"] = (callback) => {
    const scope = currentScope();
    if (scope === null) return real(callback);
    checkCallback("requestAnimationFrame", callback);
    const frame = new VirtualTimeout(scope, () => callback(scope.uptimeMs()), {
      kind: "requestAnimationFrame",
      below: requestAnimationFrame,
      delayMs: FRAME_MS - (scope.loop.time() % FRAME_MS),
    });
    return Number(frame);
  };
  return globalStandIns({ requestAnimationFrame, cancelAnimationFrame: cancel(realCancel) });
}

function idleCallbacks(real: Frames["requestIdleCallback"], realCancel: Frames["cancelIdleCallback"]): StandIn[] {
  const requestIdleCallback: Frames["requestIdleCallback"] = (callback, options) => {
    const scope = currentScope();
    if (scope === null) return real(callback, options);
    checkCallback("requestIdleCallback", callback);
    const deadline: Deadline = { didTimeout: false, timeRemaining: () => IDLE_MS };
    const idle = new VirtualTimeout(scope, () => callback(deadline), {
      kind: "requestIdleCallback",
      below: requestIdleCallback,
      delayMs: 1,
    });
    return Number(idle);
  };
  return globalStandIns({ requestIdleCallback, cancelIdleCallback: cancel(realCancel) });
}

function cancel(real: (id: number) => void): (id: number) => void {
  return (id) => {
    if (currentScope()?.clearTimer(id) !== true) real(id);
  };
}

const FRAME_MS = 16;
/** What a host grants at most. */
const IDLE_MS = 50;
