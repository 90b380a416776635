import { type Abortable, checkSignal } from "../abort-signal.ts";
import { coro, type Coro, type Yieldable } from "../coroutine.ts";
import type { Future } from "../future.ts";
import { count } from "../text-form.ts";
import { QueueEmpty, QueueFull, QueueShutDown, TaskDoneError } from "./errors.ts";
import { AsyncEvent } from "./event.ts";
import { LoopBound, type PrimitiveOptions } from "./loop-bound.ts";

/**
 * First in, first out, between tasks; with a bound, `put` waits while it is full.
 *
 * @see https://docs.python.org/3/library/asyncio-queue.html#asyncio.Queue
 * @example
 * const jobs = new Queue<string>(10);
 * createTask(async () => {
 *   while (true) {
 *     await handle(await jobs.get());
 *     jobs.taskDone();
 *   }
 * });
 * await jobs.put("first");
 * await jobs.join();
 */
export class Queue<T> extends LoopBound {
  /** How many items fit; 0: any number. */
  readonly maxSize: number;
  readonly #getters = new Set<Future<void>>();
  readonly #putters = new Set<Future<void>>();
  readonly #items: ItemStore<T>;
  readonly #finished = new AsyncEvent();
  #unfinished = 0;
  #shutDown = false;

  constructor(maxSize = 0, items: ItemStore<T> = new FifoStore<T>(), options?: PrimitiveOptions) {
    super(options);
    this.maxSize = maxSize;
    this.#items = items;
    this.#finished.set();
  }

  /** How many items are in it. */
  get size(): number {
    this.touch("read");
    return this.#items.size;
  }

  empty(): boolean {
    return this.size === 0;
  }

  full(): boolean {
    return this.maxSize > 0 && this.size >= this.maxSize;
  }

  /**
   * Adds an item, once there is room.
   *
   * @throws {QueueShutDown} when awaited
   * @throws {CancelledError} when awaited, if `signal` is aborted before that
   */
  put(item: T, { signal }: Abortable = {}): Coro<void> {
    return coro(() => this.#put(item, signal));
  }

  *#put(item: T, signal: AbortSignal | undefined): Generator<Yieldable, void, unknown> {
    checkSignal(signal);
    while (this.full()) {
      if (this.#shutDown) throw new QueueShutDown();
      yield* this.#queueUp(this.#putters, "room in a queue", () => !this.full(), signal);
    }
    this.putNowait(item);
  }

  /**
   * Adds an item at once.
   *
   * @throws {QueueFull} if there is no room
   * @throws {QueueShutDown} after {@link shutdown}
   */
  putNowait(item: T): void {
    this.touch("write");
    if (this.#shutDown) throw new QueueShutDown();
    if (this.full()) throw new QueueFull(this.maxSize);
    this.#items.add(item);
    this.#unfinished++;
    this.#finished.clear();
    wakeNext(this.#getters);
  }

  /**
   * Takes an item out, once there is one. (An item that is a future can't come out of an `await`: put it in a box.)
   *
   * @throws {QueueShutDown} when awaited, after {@link shutdown}, if it is empty
   */
  get({ signal }: Abortable = {}): Coro<T> {
    return coro(() => this.#get(signal));
  }

  *#get(signal: AbortSignal | undefined): Generator<Yieldable, T, unknown> {
    checkSignal(signal);
    while (this.empty()) {
      if (this.#shutDown) throw new QueueShutDown();
      yield* this.#queueUp(this.#getters, "an item of a queue", () => !this.empty(), signal);
    }
    return this.getNowait();
  }

  /**
   * Takes an item out at once.
   *
   * @throws {QueueEmpty} if there is none
   * @throws {QueueShutDown} if there is none, after {@link shutdown}
   */
  getNowait(): T {
    this.touch("write");
    if (this.empty()) throw this.#shutDown ? new QueueShutDown() : new QueueEmpty();
    const item = this.#items.take();
    wakeNext(this.#putters);
    return item;
  }

  /**
   * Whoever took an item says that its work is finished; {@link join} waits for that.
   *
   * @throws {TaskDoneError} if it is called more often than items were put
   */
  taskDone(): void {
    this.touch("write");
    if (this.#unfinished <= 0) throw new TaskDoneError();
    if (--this.#unfinished === 0) this.#finished.set();
  }

  /** Waits until every item that was put has been taken and finished. */
  join(): Coro<void> {
    return coro(() => this.#join());
  }

  *#join(): Generator<Yieldable, void, unknown> {
    this.touch("read");
    if (this.#unfinished > 0) yield* this.#finished.wait();
  }

  /**
   * Nothing can be put any more, and what is in it can still be taken; those who wait are woken, to see that.
   *
   * @param options.immediate - what is in it is dropped, and counts as finished
   * @see https://docs.python.org/3/library/asyncio-queue.html#asyncio.Queue.shutdown
   */
  shutdown(options: { immediate?: boolean } = {}): void {
    this.touch("write");
    this.#shutDown = true;
    if (options.immediate === true) this.#dropAll();
    wakeAll(this.#getters);
    wakeAll(this.#putters);
  }

  override words(): readonly (string | null)[] {
    const { size } = this.#items;
    return [
      this.maxSize > 0 ? `${size} of ${this.maxSize}` : (count(size, "item", "items") ?? "empty"),
      count(this.#getters.size, "getter waiting", "getters waiting"),
      count(this.#putters.size, "putter waiting", "putters waiting"),
      count(this.#unfinished, "unfinished"),
      this.#shutDown ? "shut down" : null,
    ];
  }

  #dropAll(): void {
    while (this.#items.size > 0) {
      this.#items.take();
      if (this.#unfinished > 0) this.#unfinished--;
    }
    if (this.#unfinished === 0) this.#finished.set();
  }

  *#queueUp(
    waiters: Set<Future<void>>,
    label: string,
    canGoOn: () => boolean,
    signal: AbortSignal | undefined,
  ): Generator<Yieldable, void, unknown> {
    const waiter = this.createWaiter<void>(label, signal);
    this.touch("write"); // the order of asking counts
    waiters.add(waiter);
    try {
      yield* waiter;
    } catch (error) {
      this.touch("write");
      waiter.cancel();
      waiters.delete(waiter);
      // Woken, but cancelled before it could act: the next one's turn.
      if (canGoOn() && !waiter.cancelled()) wakeNext(waiters);
      throw error;
    }
  }
}

/** Where a queue keeps its items, and in which order it gives them back. */
export interface ItemStore<T> {
  readonly size: number;
  add(item: T): void;
  /** Only while there is one. */
  take(): T;
}

class FifoStore<T> implements ItemStore<T> {
  #items: T[] = [];
  #taken = 0;

  get size(): number {
    return this.#items.length - this.#taken;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  take(): T {
    const item = this.#items[this.#taken++] as T;
    // Half of it is gone: move the rest to the front, so that taking costs O(1) on average.
    if (this.#taken * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
  }
}

function wakeNext(waiters: Set<Future<void>>): void {
  for (const waiter of waiters) {
    waiters.delete(waiter);
    if (waiter.done()) continue;
    waiter.setResult();
    return;
  }
}

function wakeAll(waiters: Set<Future<void>>): void {
  for (const waiter of waiters) if (!waiter.done()) waiter.setResult();
  waiters.clear();
}
