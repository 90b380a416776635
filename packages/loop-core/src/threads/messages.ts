import type { Carried } from "./carried-error.ts";

/** What the worker of a {@link LoopThread} is started with. */
export interface WorkerStart {
  /** The URL of the module whose exports it runs. */
  readonly module: string;
}

/** What a thread tells its loop. */
export type ToLoop = Call | Run | { readonly kind: "cancel"; readonly id: number } | { readonly kind: "stop" };

/** Call an exported function. */
export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly unknown[];
  readonly race: SharedArrayBuffer;
}

/** Start a task of an exported coroutine, and send what comes of it. */
export interface Run extends Omit<Call, "kind"> {
  readonly kind: "run";
  readonly id: number;
}

/** What the loop tells the thread that has started it. */
export type FromLoop =
  | { readonly kind: "ready"; readonly functions: readonly string[] }
  | { readonly kind: "not loaded"; readonly error: Carried }
  | { readonly kind: "result"; readonly id: number; readonly result: unknown }
  | { readonly kind: "exception"; readonly id: number; readonly error: Carried }
  | { readonly kind: "cancelled"; readonly id: number }
  | { readonly kind: "unhandled"; readonly message: string; readonly error: Carried }
  /** The loop runs no more calls; its tasks are being cancelled. */
  | { readonly kind: "stopped" }
  | { readonly kind: "fatal"; readonly error: Carried };
