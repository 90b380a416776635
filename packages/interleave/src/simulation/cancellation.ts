import { isCancelled } from "@heddle/loop-core";
import type { World } from "./world.ts";
import { CANCEL, SimEvent } from "./event.ts";
import type { SimTask } from "./tasks.ts";

/** The cancels of one execution: which tasks may be cancelled, which have been, and what became of it. */
export class Cancellation {
  readonly #world: World;
  /** Where one of them may be cancelled. */
  #tasks: Map<string, SimTask> | undefined;
  #cancelled: Set<string> | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** From now on each of these may be cancelled: before its start and after its end, too. */
  offer(names: readonly string[]): void {
    if (names.length === 0) return;
    this.#tasks = new Map();
    names.forEach((name, ordinal) => this.#world.offer(new Cancel(this.#world, name, ordinal)));
  }

  /** A task has started. */
  watch(task: SimTask): void {
    this.#world.probe?.touches(`cancel ${task.name}`, "write");
    this.#tasks?.set(task.name, task);
  }

  has(name: string): boolean {
    this.#world.probe?.touches(`cancel ${name}`, "read");
    return this.#cancelled?.has(name) === true;
  }

  cancel(name: string): void {
    const { loop, settings, probe } = this.#world;
    probe?.touches("cancels", "write"); // one may be the last that is allowed
    probe?.touches(`cancel ${name}`, "write");
    probe?.touches(`task ${name}`, "read");
    const cancelled = (this.#cancelled ??= new Set());
    cancelled.add(name);
    if (cancelled.size >= settings.maxCancels) this.#world.dropCancels();
    this.#tasks?.get(name)?.cancel();
    const tasks = probe === undefined ? loop.allTasks() : probe.unobserved(() => loop.allTasks());
    for (const task of tasks) if (task.name === name) task.cancel();
  }

  /** Whether an error is only what our own cancels have led to: letting it pass is no failure. */
  explains(error: unknown): boolean {
    return (
      this.#cancelled !== undefined && (isCancelled(error) || (error instanceof Error && error.name === "AbortError"))
    );
  }
}

class Cancel extends SimEvent {
  constructor(world: World, target: string, ordinal: number) {
    // No step has created it: the identities of all other events are those that they have without it.
    super(world, "cancel", target, target, { creator: CANCEL, ordinal });
  }

  override run(): void {
    this.world.cancellation.cancel(this.name);
  }
}
