import {
  BrokenBarrierError,
  CancelledError,
  ExceptionGroup,
  FatalError,
  FutureTypeError,
  InvalidStateError,
  LoopStoppedError,
  NestedRunError,
  NotHeldError,
  OverReleaseError,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  SecondWinnerError,
  SelfAwaitError,
  TaskDoneError,
  TaskGroupClosedError,
  TaskResultError,
  TimeoutError,
  TimeoutStateError,
} from "@heddle/loop-core";
import type { ExceptionSpec, Json } from "./grammar.ts";

// Python's exceptions and ours: the programs raise, catch and record them by their Python names.

/** An exception as the traces have it: `["!", TYPE]`, `["!", TYPE, message]`, `["!", TYPE, message, exceptions]`. */
export type RecordedException = readonly ["!", string, string?, (readonly RecordedException[])?];

/** An exception that a program raises. */
class ProgramError extends Error {
  readonly python: string;
  readonly argument: string | undefined;

  constructor(python: string, argument: string | undefined) {
    super(argument);
    this.python = python;
    this.argument = argument;
  }
}

/** `KeyboardInterrupt` or `SystemExit`, raised by a program. */
class ProgramExit extends FatalError {
  readonly python: string;
  readonly argument: string | undefined;

  constructor(python: string, argument: string | undefined) {
    super(argument);
    this.python = python;
    this.argument = argument;
  }
}

/** An exception group that a program raises. */
class ProgramGroup extends AggregateError {}

const BASES: Readonly<Record<string, string>> = {
  CancelledError: "BaseException",
  KeyboardInterrupt: "BaseException",
  SystemExit: "BaseException",
  BaseExceptionGroup: "BaseException",
  Exception: "BaseException",
  ValueError: "Exception",
  TypeError: "Exception",
  RuntimeError: "Exception",
  BrokenBarrierError: "RuntimeError",
  TimeoutError: "Exception",
  InvalidStateError: "Exception",
  QueueEmpty: "Exception",
  QueueFull: "Exception",
  QueueShutDown: "Exception",
  AssertionError: "Exception",
  ExceptionGroup: "Exception", // and a BaseExceptionGroup
  E1: "Exception",
  E2: "E1",
};

/** Makes the exception that a program wants to raise. */
export function makeException([name, message, exceptions]: ExceptionSpec): Error {
  const argument = message?.toString(); // some programs give a number
  if (name === "CancelledError") return new CancelledError(argument);
  if (name === "KeyboardInterrupt" || name === "SystemExit") return new ProgramExit(name, argument);
  if (exceptions !== undefined) return new ProgramGroup(exceptions.map(makeException), argument);
  return new ProgramError(name, argument);
}

/** Python's `isinstance(error, name)`. */
export function isInstance(error: unknown, name: string): boolean {
  const own = pythonName(error);
  if (own === "ExceptionGroup" && name === "BaseExceptionGroup") return true;
  for (let base: string | undefined = own; base !== undefined; base = BASES[base]) if (base === name) return true;
  return false;
}

/** How an exception stands in a trace. */
export function recordException(error: unknown): RecordedException {
  const name = pythonName(error);
  if (error instanceof AggregateError) return ["!", name, groupMessage(error), error.errors.map(recordException)];
  const message = pythonMessage(error);
  if (message === undefined || name === "InvalidStateError") return ["!", name];
  return ["!", name, message.replace(/[\s:,]*<[\s\S]*$/, "")];
}

/** Replaces exceptions in a value by what stands for them in a trace. */
export function recordValue(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Error) return recordException(value) as Json;
  if (Array.isArray(value)) return value.map(recordValue);
  return value as Json;
}

function pythonName(error: unknown): string {
  if (error instanceof ProgramError || error instanceof ProgramExit) return error.python;
  if (error instanceof AggregateError) {
    return error.errors.every((inner) => isInstance(inner, "Exception")) ? "ExceptionGroup" : "BaseExceptionGroup";
  }
  return LIBRARY.find(([type]) => error instanceof type)?.[1] ?? `a JavaScript error: ${String(error)}`;
}

function groupMessage(group: AggregateError): string {
  if (!(group instanceof ExceptionGroup)) return group.message;
  return group.errors.some((error) => error instanceof SecondWinnerError)
    ? "staggered race failed"
    : "unhandled errors in a TaskGroup";
}

/** The first argument of the exception; where the library made it, what CPython says there. */
function pythonMessage(error: unknown): string | undefined {
  if (error instanceof CancelledError) return error.reason;
  if (error instanceof ProgramError || error instanceof ProgramExit) return error.argument;
  const [, , message] = LIBRARY.find(([type]) => error instanceof type) ?? [];
  return message?.(error as never);
}

type Translation<E> = readonly [type: abstract new (...args: never) => E, name: string, message?: (error: E) => string];

function translation<E>(...entry: Translation<E>): Translation<never> {
  return entry as unknown as Translation<never>;
}

const LIBRARY: readonly Translation<never>[] = [
  translation(CancelledError, "CancelledError"),
  translation(InvalidStateError, "InvalidStateError"),
  translation(TimeoutError, "TimeoutError"),
  translation(QueueEmpty, "QueueEmpty"),
  translation(QueueFull, "QueueFull"),
  translation(QueueShutDown, "QueueShutDown"),
  translation(BrokenBarrierError, "BrokenBarrierError", ({ why }) =>
    why === "aborted" ? "Barrier aborted" : "Abort or reset of barrier",
  ),
  translation(NotHeldError, "RuntimeError", ({ operation }) =>
    operation === "release" ? "Lock is not acquired." : `cannot ${operation} on un-acquired lock`,
  ),
  translation(OverReleaseError, "ValueError", () => "BoundedSemaphore released too many times"),
  translation(TaskDoneError, "ValueError", () => "task_done() called too many times"),
  translation(TimeoutStateError, "RuntimeError", ({ state }) =>
    state === "created" ? "Timeout has not been entered" : `Cannot change state of ${state} Timeout`,
  ),
  translation(TaskGroupClosedError, "RuntimeError", () => "TaskGroup"),
  translation(TaskResultError, "RuntimeError", ({ operation }) =>
    operation === "setResult"
      ? "Task does not support set_result operation"
      : "Task does not support set_exception operation",
  ),
  translation(SelfAwaitError, "RuntimeError", () => "Task cannot await on itself"),
  translation(SecondWinnerError, "AssertionError"),
  translation(LoopStoppedError, "RuntimeError", () => "Event loop stopped before Future completed."),
  translation(NestedRunError, "RuntimeError", ({ method, why }) => {
    if (method === "close") return "Cannot close a running event loop";
    if (why.startsWith("this loop")) return "This event loop is already running";
    return "Cannot run the event loop while another loop is running";
  }),
  translation(FutureTypeError, "TypeError", () => "Passing coroutines is forbidden, use tasks explicitly."),
  translation(RangeError, "ValueError", () => "Set of Tasks/Futures is empty."), // only wait() can do it in a program
  translation(TypeError, "TypeError"),
];
