import {
  DeadlockError,
  type Coroutine,
  type EventLoopOptions,
  type ExceptionContext,
  type Future,
  gather,
  Task,
  type TaskOptions,
} from "@heddle/loop-core";
import { Frame, type Returned } from "./frame.ts";
import type { Kind, Steps } from "./kinds.ts";
import { isInstance, recordException, recordValue } from "./language/exceptions.ts";
import type { Recording, TraceEvent } from "./language/golden.ts";
import type { Body, Json, Operation, Program, SyncOperation, Work } from "./language/grammar.ts";
import { ASYNC_OPERATIONS, BLOCKS, SYNC_OPERATIONS } from "./operations/index.ts";
import { makeObjects, type ProgramObjects } from "./operations/objects.ts";
import { ProgramLoop } from "./program-loop.ts";
import { type Named, Scope } from "./scope.ts";

/** Runs a program on a loop of its own, with coroutines of one kind, and records what happens. */
export function runProgram(program: Program, kind: Kind, options: EventLoopOptions = {}): Promise<Recording> {
  return new Interpreter(program, kind, options).execute();
}

export class Interpreter {
  readonly kind: Kind;
  readonly loop: ProgramLoop;
  readonly objects: ProgramObjects;
  readonly scope: Scope = new Scope();
  readonly #program: Program;
  /** Whether some task of the program starts inside the call that creates it. */
  readonly #startsEagerly: boolean;
  readonly #labels = new WeakMap<object, string>();
  readonly #trace: TraceEvent[] = [];
  /** The recorded loop counts the turn in which it finds nothing to do, ours ends without it. */
  #idleTurns = 0;
  /** The run is over: what is still suspended says nothing any more. */
  #closed = false;

  constructor(program: Program, kind: Kind, options: EventLoopOptions) {
    this.#program = program;
    this.#startsEagerly = JSON.stringify(program).includes('"eager"');
    this.kind = kind;
    this.loop = new ProgramLoop({ ...options, eagerTasks: program.eager === true }, this.#labels);
    this.loop.setExceptionHandler((context) => this.#onException(context));
    this.objects = makeObjects(program.objs ?? {});
  }

  get closed(): boolean {
    return this.#closed;
  }

  async execute(): Promise<Recording> {
    const { forever, main, more = [], pre = [] } = this.#program;
    this.#runBefore(pre);
    let goesOn = true;
    if (forever === true) goesOn = await this.#phase("forever", () => this.loop.runForever());
    const bodies = main === undefined ? more : [main, ...more];
    for (const [index, body] of bodies.entries()) {
      const name = index === 0 && main !== undefined ? "main" : `main${index + (main === undefined ? 2 : 1)}`;
      if (goesOn || (index === 0 && main !== undefined)) {
        goesOn = await this.#phase(name, () => this.loop.runUntilComplete(this.spawn(name, body)));
      }
    }
    const meta = {
      t: this.loop.time(),
      iters: this.loop.turns + this.#idleTurns,
      timers: this.loop.pendingTimers().length,
    };
    await this.#cleanUp();
    const final = this.scope.inOrder().map(finalState);
    this.#closed = true;
    this.loop.close();
    return { trace: this.#trace, final, meta };
  }

  emit(label: string, event: string, value: unknown = null): void {
    if (!this.#closed) this.#trace.push([this.loop.time(), label, event, recordValue(value)]);
  }

  /** What the trace calls a task or future. */
  labelOf(future: Future<unknown>): string {
    return this.scope.labelOf(future) ?? (future instanceof Task ? future.name : "?");
  }

  /** A labelled coroutine that has not begun. */
  coroutine(name: string, body: Body): { label: string; coroutine: Coroutine<Json> } {
    const label = this.scope.unique(name);
    const coroutine = this.kind.coroutine(() => this.coroutineBody(label, body));
    this.#labels.set(coroutine, label);
    return { label, coroutine };
  }

  spawn(name: string, body: Body, options: TaskOptions = {}, creator: TaskCreator = this.loop): Task<Json> {
    const { label, coroutine } = this.coroutine(name, body);
    const task = creator.createTask(coroutine, { ...options, name: label });
    this.scope.register(name, label, "task", task);
    return task;
  }

  /** The future of that name; an unknown one is noted in the trace. */
  future(frame: Frame, operation: string, name: string): Future<unknown> | undefined {
    const future = this.scope.future(name);
    if (future === undefined) this.emit(frame.label, `${operation}?`, name);
    return future;
  }

  work(frame: Frame, operation: string, work: Work): Future<unknown> | Coroutine<unknown> | undefined {
    if (typeof work === "string") return this.future(frame, operation, work);
    return this.coroutine(work.co, work.body).coroutine;
  }

  /** From left to right; unknown names are left out. */
  allWork(frame: Frame, operation: string, list: readonly Work[]): (Future<unknown> | Coroutine<unknown>)[] {
    return list.map((work) => this.work(frame, operation, work)).filter((work) => work !== undefined);
  }

  /** Runs the operations of a callback, which may only be synchronous. */
  runCallback(label: string, operations: readonly SyncOperation[]): void {
    const frame = new Frame(label);
    for (const operation of operations) {
      if (this.#closed) return;
      this.#runSync(frame, operation);
    }
  }

  /** Runs the operations of a coroutine; `null` if none of them returned. */
  *run(frame: Frame, body: Body): Steps<Returned | null> {
    for (const operation of body) {
      if (operation[0] === "return") return { value: operation[1] ?? null };
      const returned = yield* this.kind.call(this.#runOperation(frame, operation));
      if (returned !== null) return returned;
    }
    return null;
  }

  *coroutineBody(label: string, body: Body): Steps<Json> {
    this.emit(label, "start");
    let value: Json;
    try {
      value = (yield* this.kind.call(this.run(new Frame(label), body)))?.value ?? null;
    } catch (error) {
      this.emit(label, "raise", error);
      throw error;
    }
    this.emit(label, "return", value);
    return value;
  }

  *#runOperation(frame: Frame, operation: Operation): Steps<Returned | null> {
    const [name, ...given] = operation;
    const block = BLOCKS.get(name);
    if (block !== undefined) return yield* this.kind.call(block(this, frame, ...given));
    const wait = ASYNC_OPERATIONS.get(name);
    if (wait === undefined) {
      if (!MAKES_TASKS.has(name) || !this.#startsEagerly) this.#runSync(frame, operation);
      else yield* this.kind.create(() => this.#runSync(frame, operation));
      return null;
    }
    let value: unknown;
    try {
      value = yield* this.kind.call(wait(this, frame, ...given));
    } catch (error) {
      this.emit(frame.label, `${name}!`, error);
      throw error;
    }
    this.emit(frame.label, name, value);
    return null;
  }

  /** A library call that may make tasks. */
  *create<T>(create: () => T): Steps<{ value: T }> {
    return this.#startsEagerly ? yield* this.kind.create(create) : { value: create() };
  }

  #runSync(frame: Frame, operation: Operation): void {
    const [name, ...given] = operation;
    const run = SYNC_OPERATIONS.get(name);
    if (run === undefined) throw new TypeError(`The language has no operation "${name}".`);
    let value: unknown;
    try {
      value = run(this, frame, ...given);
    } catch (error) {
      this.emit(frame.label, `${name}!`, error);
      throw error;
    }
    if (value !== undefined) this.emit(frame.label, name, value);
  }

  #runBefore(operations: readonly SyncOperation[]): void {
    try {
      this.runCallback("pre", operations);
    } catch (error) {
      if (!isInstance(error, "Exception")) throw error;
    }
  }

  /** One run of the loop; whether the program can go on after it. */
  async #phase(label: string, run: () => Promise<unknown>): Promise<boolean> {
    try {
      this.emit("loop", label, await run());
    } catch (error) {
      if (error instanceof DeadlockError) {
        this.emit("loop", "idle");
        this.#idleTurns++;
        return false;
      }
      this.emit("loop", `${label}!`, error);
    }
    return true;
  }

  /** Cancels what is left and waits for it, as `asyncio.run()` does. */
  async #cleanUp(): Promise<void> {
    const left = this.loop.tasks.filter((task) => !task.done());
    if (left.length === 0) return;
    this.emit(
      "loop",
      "cleanup",
      left.map((task) => this.labelOf(task)),
    );
    for (const task of left) task.cancel();
    const all = gather(left, { returnExceptions: true });
    await this.#phase("cleaned", () => this.loop.runUntilComplete(all).then(() => null));
    for (const task of left) {
      if (task.state === "exception") this.emit("loop", "exc_handler", ["shutdown", task.exception()]);
    }
  }

  #onException({ message, error }: ExceptionContext): void {
    if (message.endsWith("was never retrieved")) return; // it stands in the final states
    this.emit("loop", "exc_handler", [KEYS.find(([part]) => message.includes(part))?.[1] ?? message, error]);
  }
}

/** A loop, or a task group. */
export interface TaskCreator {
  createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T>;
}

const MAKES_TASKS: ReadonlySet<string> = new Set(["spawn", "tg_spawn", "gather_start", "shield_start"]);

/** How the traces call what the exception handler was told. */
const KEYS: readonly (readonly [string, string])[] = [
  ["in callback", "callback"],
  ["in a shielded future", "shield"],
  ["after its group was over", "tg_parent_done"],
];

function finalState({ label, kind, future }: Named): Json {
  const cancelling = kind === "task" && future instanceof Task ? future.cancelling() : 0;
  const { state, unretrieved } = future;
  if (state === "pending") return [label, kind, state, null, cancelling];
  if (state === "result") return [label, kind, state, recordValue(future.result()), cancelling];
  if (state === "cancelled") {
    return [label, kind, state, recordException(future.makeCancelledError()) as Json, cancelling];
  }
  const exception = recordException(future.exception()) as Json;
  return [label, kind, state, exception, cancelling, ...(unretrieved ? ["unretrieved"] : [])];
}
