import { Future } from "@heddle/loop-core";
import type { World } from "./world.ts";
import { SimEvent } from "./event.ts";
import { abortWatched, watchedSignal } from "./watched-signal.ts";

/** What a task function is told about itself. */
export class SimTask {
  readonly name: string;
  readonly #world: World;
  #controller: AbortController | undefined;
  #future: Future<unknown> | undefined;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
  }

  /** Is aborted when the exploration cancels this task (option `cancel`); before the start, too. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#world.cancellation.has(this.name)) this.#controller.abort(this.#reason());
      watchedSignal(this.#world, this.#controller, this.name);
    }
    return this.#controller.signal;
  }

  /** The task turned out to be a future of the loop: it is cancelled as such. */
  adopt(future: Future<unknown>): void {
    this.#future = future;
    if (this.#world.cancellation.has(this.name)) future.cancel();
  }

  cancel(): void {
    if (this.#controller !== undefined) abortWatched(this.#world, this.#controller, this.name, this.#reason());
    this.#future?.cancel();
  }

  #reason(): DOMException {
    return new DOMException(`"${this.name}" was cancelled by the exploration`, "AbortError");
  }
}

/** What a task does: a plain value, a promise, or a future or task of a loop. */
export type TaskFunction<T> = (task: SimTask) => T | PromiseLike<T> | Future<T>;

/** Starts a task: as an event of its own, or at once when tasks start in order. */
export function startTask<T>(
  world: World,
  name: string,
  work: TaskFunction<T>,
  settled: { resolve: (value: T) => void; reject: (error: unknown) => void },
): void {
  const start = new Start(world, name, work, settled);
  if (world.settings.starts === "as events") world.offer(start);
  else {
    world.probe?.forgets(start);
    start.run();
  }
}

class Start<T> extends SimEvent {
  readonly #work: TaskFunction<T>;
  readonly #settled: { resolve: (value: T) => void; reject: (error: unknown) => void };

  constructor(
    world: World,
    name: string,
    work: TaskFunction<T>,
    settled: { resolve: (value: T) => void; reject: (error: unknown) => void },
  ) {
    super(world, "start", name, name);
    this.#work = work;
    this.#settled = settled;
  }

  override run(): void {
    const { resolve, reject } = this.#settled;
    const task = new SimTask(this.world, this.name);
    this.world.cancellation.watch(task);
    let result: ReturnType<TaskFunction<T>>;
    try {
      result = this.world.inNameOf(this.name, () => this.#work(task));
    } catch (error) {
      reject(error);
      return;
    }
    if (result instanceof Future) task.adopt(result);
    if (result instanceof Promise) result.then(resolve, reject);
    else Promise.resolve(result).then(resolve, reject);
  }
}
