import type { World } from "./world.ts";

/** Properties and methods by which code learns that a signal is aborted, other than a listener that was there before. */
const LOOKS = ["aborted", "reason", "throwIfAborted", "addEventListener"] as const;

/** The signal, with every look at it told to the probe: whoever looks does not commute with the step that aborts it. */
export function watchedSignal(world: World, controller: AbortController, name: string): AbortSignal {
  const { signal } = controller;
  const { probe } = world;
  if (probe === undefined) return signal;
  for (const key of LOOKS) {
    Object.defineProperty(signal, key, {
      get: () => {
        probe.touches(`signal ${name}`, "read");
        const value: unknown = Reflect.get(AbortSignal.prototype, key, signal);
        return typeof value === "function" ? (value.bind(signal) as unknown) : value;
      },
    });
  }
  return signal;
}

/** It is aborted by the present step. */
export function abortWatched(world: World, controller: AbortController, name: string, reason?: unknown): void {
  world.probe?.touches(`signal ${name}`, "write");
  controller.abort(reason);
}
