import { parentPort } from "node:worker_threads";
import { type Coroutine, EventLoop, gather, type Task } from "@heddle/loop-core";
import { packError } from "../carried-error.ts";
import { NotCloneableError } from "../errors.ts";
import type { Call, FromLoop, Run, ToLoop } from "../messages.ts";
import { exportedFunctions, type Exported } from "../module-exports.ts";
import { Race } from "../race.ts";

/** Runs a loop in this worker, for the calls that the other thread sends, until it is stopped. Then the worker ends. */
export async function serve(exports: object): Promise<void> {
  const loop = new EventLoop();
  const tasks = new Map<number, Task<unknown>>();
  const functions = exportedFunctions(exports);
  // The other thread knows the names, and sends no other.
  const exported = (name: string): Exported => functions.get(name) as Exported;
  let stopped = false;

  const receive = (message: ToLoop): void => {
    if (stopped) return;
    if (message.kind === "stop") loop.stop();
    else if (message.kind === "cancel") tasks.get(message.id)?.cancel();
    else if (message.kind === "call") loop.callSoonThreadsafe(call, message);
    else loop.callSoonThreadsafe(startTask, message);
  };

  const call = ({ name, args, race }: Call): void => {
    if (!stopped && new Race(race).take()) void exported(name)(...args);
  };

  const startTask = ({ id, name, args, race: memory }: Run): void => {
    const race = new Race(memory);
    if (stopped || race.cancelled()) return;
    const task = loop.createTask((() => exported(name)(...args)) as Coroutine<unknown>);
    tasks.set(id, task);
    task.addDoneCallback(() => {
      tasks.delete(id);
      if (race.take()) sendResult(task, id, name);
      else if (!task.cancelled()) task.exception(); // nobody wants it any more
    });
  };

  loop.setExceptionHandler(({ message, error }) => send({ kind: "unhandled", message, error: packError(error) }));
  parentPort?.on("message", receive);
  send({ kind: "ready", functions: [...functions.keys()] });
  try {
    await loop.runForever();
    stopped = true;
    send({ kind: "stopped" });
    await cancelAll(loop);
    loop.close();
  } catch (error) {
    send({ kind: "fatal", error: packError(error) });
  }
  process.exit(); // whatever timers and sockets the module has left
}

async function cancelAll(loop: EventLoop): Promise<void> {
  const left = loop.allTasks();
  for (const task of left) task.cancel();
  if (left.length > 0) await loop.runUntilComplete(gather(left, { returnExceptions: true }));
}

function sendResult(task: Task<unknown>, id: number, name: string): void {
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
