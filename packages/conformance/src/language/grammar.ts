/**
 * The language of the conformance programs, as types: about 90 operations, no expressions.
 *
 * A program is JSON: bodies are lists of operations, an operation is an array of its name and its arguments. Synchronous
 * ones may stand anywhere, asynchronous ones and blocks only in the bodies of coroutines.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Program {
  /** Locks, queues and their like, created before anything runs, in order. */
  readonly objs?: Readonly<Record<string, ObjectSpec>>;
  /** Run before the loop starts. */
  readonly pre?: readonly SyncOperation[];
  /** The task `main`, which the loop runs until it is complete. */
  readonly main?: Body;
  /** Further ones, one after the other on the same loop: `main2`, `main3`, … */
  readonly more?: readonly Body[];
  /** The loop runs forever instead of, or before, main. */
  readonly forever?: boolean;
  /** Every task starts eagerly. */
  readonly eager?: boolean;
}

export type ObjectSpec =
  | readonly ["lock" | "event"]
  | readonly ["sem" | "bsem" | "queue" | "pqueue" | "lqueue", number?]
  | readonly ["barrier", number]
  | readonly ["cond", string?];

export type Body = readonly Operation[];
export type Operation = SyncOperation | AsyncOperation | BlockOperation | readonly ["return", Json?];
export type SyncOperation = { [N in keyof SyncArguments]: readonly [N, ...SyncArguments[N]] }[keyof SyncArguments];
type AsyncOperation = { [N in keyof AsyncArguments]: readonly [N, ...AsyncArguments[N]] }[keyof AsyncArguments];
type BlockOperation = { [N in keyof BlockArguments]: readonly [N, ...BlockArguments[N]] }[keyof BlockArguments];

/** A coroutine written where it is used. */
export interface Inline {
  readonly co: string;
  readonly body: Body;
}

/** The name of a future, or a coroutine. */
export type Work = string | Inline;

/** `["E1", "message"?]`, or a group: `["ExceptionGroup", "message", exceptions]`. */
export type ExceptionSpec = readonly [string, (string | number | null)?, (readonly ExceptionSpec[])?];

export interface TrySpec {
  readonly do: Body;
  readonly except?: readonly (readonly [readonly string[], Body])[];
  readonly else?: Body;
  readonly finally?: Body;
}

type Callback = readonly SyncOperation[];

export interface SyncArguments {
  log: [value?: Json];
  time: [];
  set: [variable: string, value: number];
  inc: [variable: string, by?: number];
  raise: ExceptionSpec;
  reraise: [];
  stop: [];
  run_nested: [kind?: "run_until_complete" | "run_forever" | "close" | "other"];
  cset: [variable: string, value: Json];
  cget: [variable: string];
  spawn: [name: string, body: Body, options?: { eager?: boolean }];
  tg_spawn: [group: string, name: string, body: Body];
  cancel: [name: string, message?: string | null];
  uncancel: [name?: string | null];
  cancelling: [name?: string | null];
  current: [];
  all: [];
  future: [name: string];
  state: [name: string];
  result: [name: string];
  exception: [name: string];
  set_result: [name: string, value?: Json];
  set_exception: [name: string, ...exception: ExceptionSpec];
  add_cb: [name: string, label: string, operations?: Callback];
  rm_cb: [name: string, label: string];
  gather_start: [name: string, work: readonly Work[], returnExceptions?: boolean];
  shield_start: [name: string, work: Work];
  call_soon: [name: string, operations: Callback];
  call_soon_ts: [name: string, operations: Callback];
  call_later: [name: string, delay: number, operations: Callback];
  call_at: [name: string, when: number, operations: Callback];
  hcancel: [name: string];
  hcancelled: [name: string];
  hwhen: [name: string];
  release: [object: string];
  locked: [object: string];
  ev_set: [object: string];
  ev_clear: [object: string];
  ev_is_set: [object: string];
  notify: [object: string, count?: number];
  notify_all: [object: string];
  put_nowait: [object: string, item: Json];
  get_nowait: [object: string];
  task_done: [object: string];
  qsize: [object: string];
  qinfo: [object: string];
  shutdown: [object: string, immediate?: boolean];
  bstate: [object: string];
  resched: [name: string, delay: number | null];
  expired: [name: string];
  when: [name: string];
  rcts: [name: string, body: Body];
  cf_cancel: [name: string];
  cf_state: [name: string];
}

export interface AsyncArguments {
  sleep: [delay: number, result?: Json];
  await: [name: string];
  gather: [work: readonly Work[], returnExceptions?: boolean];
  wait: [work: readonly Work[], when?: "ALL" | "FIRST" | "EXC", timeout?: number | null];
  wait_for: [work: Work, timeout: number | null];
  shield: [work: Work];
  as_completed: [work: readonly Work[], timeout?: number | null, mode?: "iter" | "aiter"];
  staggered: [coroutines: readonly Inline[], delay: number | null];
  acquire: [object: string];
  ev_wait: [object: string];
  cv_wait: [object: string];
  cv_wait_for: [object: string, variable: string, atLeast: number];
  put: [object: string, item: Json];
  get: [object: string];
  join: [object: string];
  bwait: [object: string];
  breset: [object: string];
  babort: [object: string];
}

export interface BlockArguments {
  call: [body: Body, label?: string];
  repeat: [times: number, body: Body];
  try: [spec: TrySpec];
  with: [object: string, body: Body];
  timeout: [delay: number | null, body: Body, name?: string];
  timeout_at: [when: number | null, body: Body, name?: string];
  tg: [name: string, body: Body];
}
