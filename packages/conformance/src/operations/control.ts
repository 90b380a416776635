import { ContextVar, EventLoop, Future } from "@heddle/loop-core";
import { Frame, type Returned } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import { isInstance, makeException } from "../language/exceptions.ts";
import type { Body, Json, TrySpec } from "../language/grammar.ts";

export const controlSteps = {
  log(run: Interpreter, frame: Frame, value: Json = null): void {
    run.emit(frame.label, "log", value);
  },
  time: (run: Interpreter): number => run.loop.time(),
  set(run: Interpreter, _frame: Frame, variable: string, value: number): void {
    run.scope.variables.set(variable, value);
  },
  inc(run: Interpreter, _frame: Frame, variable: string, by = 1): number {
    const value = (run.scope.variables.get(variable) ?? 0) + by;
    run.scope.variables.set(variable, value);
    return value;
  },
  raise(_run: Interpreter, _frame: Frame, ...exception: Parameters<typeof makeException>[0]): never {
    throw makeException(exception);
  },
  reraise(_run: Interpreter, frame: Frame): never {
    if (frame.handled.length === 0) throw makeException(["RuntimeError", "No active exception to reraise"]);
    throw frame.handled.at(-1);
  },
  stop(run: Interpreter): void {
    run.loop.stop();
  },
  run_nested(run: Interpreter, _frame: Frame, kind = "run_until_complete"): void {
    // Each of them throws at once: there is no promise to wait for.
    if (kind === "run_forever") void run.loop.runForever();
    else if (kind === "close") run.loop.close();
    else if (kind === "other") void new EventLoop({ clock: run.loop.clock }).runForever();
    else void run.loop.runUntilComplete(new Future(run.loop));
  },
  cset(run: Interpreter, _frame: Frame, variable: string, value: Json): void {
    contextVariable(run, variable).set(value);
  },
  cget: (run: Interpreter, _frame: Frame, variable: string): Json => contextVariable(run, variable).get(),
};

const contextVariables = new WeakMap<Interpreter, Map<string, ContextVar<Json>>>();

function contextVariable(run: Interpreter, name: string): ContextVar<Json> {
  const ofRun = contextVariables.get(run) ?? new Map<string, ContextVar<Json>>();
  contextVariables.set(run, ofRun);
  const variable = ofRun.get(name) ?? new ContextVar<Json>(name, null);
  ofRun.set(name, variable);
  return variable;
}

export const controlBlocks = {
  *call(run: Interpreter, frame: Frame, body: Body, label: string = frame.label): Steps<null> {
    let returned: Returned | null;
    try {
      returned = yield* run.kind.call(run.run(new Frame(label), body));
    } catch (error) {
      run.emit(frame.label, "call!", error);
      throw error;
    }
    run.emit(frame.label, "call", returned?.value);
    return null;
  },

  *repeat(run: Interpreter, frame: Frame, times: number, body: Body): Steps<Returned | null> {
    for (let time = 0; time < times; time++) {
      const returned = yield* run.kind.call(run.run(frame, body));
      if (returned !== null) return returned;
    }
    return null;
  },

  *try(run: Interpreter, frame: Frame, spec: TrySpec): Steps<Returned | null> {
    try {
      return yield* run.kind.call(tryAndExcept(run, frame, spec));
    } finally {
      if (spec.finally !== undefined && !run.closed) {
        run.emit(frame.label, "finally");
        yield* run.kind.call(run.run(frame, spec.finally));
      }
    }
  },
};

function* tryAndExcept(run: Interpreter, frame: Frame, spec: TrySpec): Steps<Returned | null> {
  let returned: Returned | null;
  try {
    returned = yield* run.kind.call(run.run(frame, spec.do));
  } catch (error) {
    const handler = spec.except?.find(([types]) => types.some((type) => isInstance(error, type)));
    if (handler === undefined) throw error;
    run.emit(frame.label, "except", error);
    frame.handled.push(error);
    try {
      return yield* run.kind.call(run.run(frame, handler[1]));
    } finally {
      frame.handled.pop();
    }
  }
  if (returned !== null || spec.else === undefined) return returned;
  return yield* run.kind.call(run.run(frame, spec.else));
}
