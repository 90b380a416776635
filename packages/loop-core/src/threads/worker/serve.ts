import { parentPort } from "node:worker_threads";
import { EventLoop, Runner, type Running, type Task } from "@heddle/loop-core";
import { packError } from "../carried-error.ts";
import { NotCloneableError } from "../errors.ts";
import type { Call, FromLoop, Run, ToLoop } from "../messages.ts";
import { exportedFunctions, type Exported } from "../module-exports.ts";
import { Race } from "../race.ts";

/** Runs a loop in this worker, for the calls that the other thread sends, until it is stopped. Then the worker ends. */
export async function serve(exports: object): Promise<void> {
  const loop = new EventLoop();
  const runner = new Runner({ loopFactory: () => loop });
  runner.getLoop();
  const functions = exportedFunctions(exports);
  const calls = new Calls(loop, functions);
  parentPort?.on("message", (message: ToLoop) => calls.receive(message));
  send({ kind: "ready", functions: [...functions.keys()] });
  try {
    await loop.runForever();
    calls.endTaking();
    send({ kind: "stopped" });
    await runner.close(); // cancels what is left, and lets it clean up
  } catch (error) {
    send({ kind: "fatal", error: packError(error) });
    process.exit(1);
  }
  process.exit(0); // whatever timers and sockets the module has left
}

/** What the other thread asks for. All of it becomes callbacks of the loop, so that it happens in the order it was sent. */
class Calls {
  readonly #loop: EventLoop;
  readonly #functions: ReadonlyMap<string, Exported>;
  readonly #tasks = new Map<number, Task<unknown>>();
  /** Tasks whose outcome the other thread knows. */
  readonly #answered = new WeakSet<object>();
  #taking = true;

  constructor(loop: EventLoop, functions: ReadonlyMap<string, Exported>) {
    this.#loop = loop;
    this.#functions = functions;
    loop.setExceptionHandler(({ message, error, future }) => {
      // A runner reports what fails while it cancels, and here somebody has got it already.
      if (future === undefined || !this.#answered.has(future)) {
        send({ kind: "unhandled", message, error: packError(error) });
      }
    });
  }

  receive(message: ToLoop): void {
    if (message.kind === "cancel") {
      this.#loop.callSoonThreadsafe(() => void this.#tasks.get(message.id)?.cancel());
    } else if (this.#taking) {
      this.#loop.callSoonThreadsafe(() => {
        if (!this.#taking) return;
        if (message.kind === "stop") this.#loop.stop();
        else if (message.kind === "call") this.#call(message);
        else this.#startTask(message);
      });
    }
  }

  endTaking(): void {
    this.#taking = false;
  }

  #call({ name, args, race }: Call): void {
    if (!new Race(race).take()) return;
    const outcome = this.#exported(name)(...args);
    if (!(outcome instanceof Promise)) return;
    // Nobody awaits an async function that is called as a callback: left alone, its rejection would end the thread.
    outcome.catch((error: unknown) => this.#loop.callExceptionHandler({ message: "Exception in callback", error }));
  }

  #startTask({ id, name, args, race: memory }: Run): void {
    const race = new Race(memory);
    if (race.cancelled()) return;
    let task: Task<unknown>;
    try {
      task = this.#loop.createTask(() => asRunning(this.#exported(name)(...args)));
    } catch (error) {
      if (race.take()) send({ kind: "exception", id, error: packError(error) }); // a task factory of the module's
      throw error;
    }
    this.#tasks.set(id, task);
    task.addDoneCallback(() => {
      this.#tasks.delete(id);
      if (race.take()) {
        this.#answered.add(task);
        sendOutcome(task, id, name);
      } else if (!task.cancelled()) task.exception(); // looked at: nobody wants it any more
    });
  }

  /** The other thread knows the names, and sends no other. */
  #exported(name: string): Exported {
    return this.#functions.get(name) as Exported;
  }
}

/** A plain function may be run as a task, too: where else would its result go? */
function asRunning(outcome: unknown): Running<unknown> {
  const isRunning = typeof outcome === "object" && outcome !== null && ("then" in outcome || isGenerator(outcome));
  return isRunning ? (outcome as Running<unknown>) : Promise.resolve(outcome);
}

function isGenerator(outcome: object): boolean {
  return "next" in outcome && Symbol.iterator in outcome;
}

function sendOutcome(task: Task<unknown>, id: number, name: string): void {
  if (task.cancelled()) {
    send({ kind: "cancelled", id });
    return;
  }
  let error = task.exception();
  if (task.state === "result") {
    try {
      send({ kind: "result", id, result: task.result() });
      return;
    } catch (cause) {
      error = new NotCloneableError(`The result of "${name}"`, { cause });
    }
  }
  send({ kind: "exception", id, error: packError(error) });
}

function send(message: FromLoop): void {
  parentPort?.postMessage(message);
}
