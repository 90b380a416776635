import type { Frame } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import type { Json } from "../language/grammar.ts";

export const queueSteps = {
  put_nowait(run: Interpreter, _frame: Frame, name: string, item: Json): void {
    run.objects.queue(name).putNowait(item);
  },
  get_nowait: (run: Interpreter, _frame: Frame, name: string): Json => run.objects.queue(name).getNowait(),
  task_done(run: Interpreter, _frame: Frame, name: string): void {
    run.objects.queue(name).taskDone();
  },
  qsize: (run: Interpreter, _frame: Frame, name: string): number => run.objects.queue(name).size,
  qinfo(run: Interpreter, _frame: Frame, name: string): (number | boolean)[] {
    const queue = run.objects.queue(name);
    return [queue.size, queue.empty(), queue.full()];
  },
  shutdown(run: Interpreter, _frame: Frame, name: string, immediate = false): void {
    run.objects.queue(name).shutdown({ immediate });
  },
};

export const queueWaits = {
  *put(run: Interpreter, _frame: Frame, name: string, item: Json): Steps<void> {
    yield* run.kind.wait(run.objects.queue(name).put(item));
  },
  *get(run: Interpreter, _frame: Frame, name: string): Steps<Json> {
    return yield* run.kind.wait(run.objects.queue(name).get());
  },
  *join(run: Interpreter, _frame: Frame, name: string): Steps<void> {
    yield* run.kind.wait(run.objects.queue(name).join());
  },
};
