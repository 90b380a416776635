import { describe, expect, test } from "vitest";
import {
  CancelledError,
  createTask,
  gather,
  getRunningLoop,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  sleep,
  type Task,
  taskGroup,
  TaskDoneError,
  TimeoutError,
  wait,
  waitFor,
} from "@heddle/loop-core";
import { behaviour, inBothKinds, type Steps, thrownBy } from "./behaviour.ts";

function* take<T>(queue: Queue<T>, count: number): Steps<T[]> {
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(yield* queue.get());
  return items;
}

describe("Queue", () => {
  behaviour("is empty, then not, then empty again", function* () {
    const queue = new Queue<number>();
    expect(queue.empty()).toBe(true);
    yield* queue.put(1);
    expect(queue.empty()).toBe(false);
    expect(yield* queue.get()).toBe(1);
    expect(queue.empty()).toBe(true);
  });

  test("without a bound it is never full; with one it is, when it holds as many", () => {
    const [free, bound] = [new Queue<number>(), new Queue<number>(1)];
    for (const queue of [free, bound]) queue.putNowait(1);
    expect([free.full(), bound.full(), bound.maxSize]).toEqual([false, true, 1]);
  });

  test("what was put without waiting is taken without waiting", () => {
    const queue = new Queue<number>(1);
    queue.putNowait(1);
    expect(() => queue.putNowait(2)).toThrow(QueueFull);
    expect(queue.getNowait()).toBe(1);
    expect(() => queue.getNowait()).toThrow(QueueEmpty);
  });

  test("a bound of 1.3 holds two items", () => {
    const queue = new Queue<number>(1.3);
    queue.putNowait(1);
    queue.putNowait(2);
    expect(queue.full()).toBe(true);
    expect(() => queue.putNowait(3)).toThrow(QueueFull);
  });

  behaviour("gives items in the order in which they were put, without a wait if they are there", function* () {
    const queue = new Queue<number>();
    for (const item of [1, 3, 2]) yield* queue.put(item);
    const before = getRunningLoop().turns;
    expect(yield* take(queue, 3)).toEqual([1, 3, 2]);
    expect(getRunningLoop().turns).toBe(before);
  });

  behaviour("a putter waits at the bound, and goes on when an item is taken", function* (co) {
    const queue = new Queue<number>(2);
    const put: number[] = [];
    const putter = createTask(
      co(function* () {
        for (let i = 0; i < 3; i++) {
          yield* queue.put(i);
          put.push(i);
        }
      }),
    );
    yield* sleep(1);
    expect(put).toEqual([0, 1]);
    expect(yield* queue.get()).toBe(0);
    yield* sleep(0);
    expect(put).toEqual([0, 1, 2]);
    expect(yield* take(queue, 2)).toEqual([1, 2]);
    expect(putter.done()).toBe(true);
  });

  behaviour("a getter waits until something is put", function* () {
    const queue = new Queue<string>();
    const getter = createTask(queue.get());
    yield* sleep(1);
    expect(getter.done()).toBe(false);
    getRunningLoop().callLater(10, () => queue.putNowait("a"));
    expect(yield* getter).toBe("a");
    expect(getRunningLoop().time()).toBe(11);
  });

  behaviour("a getter that is cancelled is passed over", function* () {
    const queue = new Queue<string>();
    const [a, b] = [createTask(queue.get()), createTask(queue.get())];
    yield* sleep(0);
    a.cancel();
    yield* sleep(0);
    yield* queue.put("a");
    expect(yield* b).toBe("a");
    expect(a.cancelled()).toBe(true);
  });

  behaviour("putters that wait are served one after the other", function* () {
    const queue = new Queue<string>(1);
    createTask(queue.put("a"));
    createTask(queue.put("b"));
    expect(yield* take(queue, 2)).toEqual(["a", "b"]);
  });

  behaviour("a producer and a consumer over one place both come to their end", function* (co) {
    const queue = new Queue<number>(1);
    const producer = co(function* () {
      for (let i = 0; i < 5; i++) yield* queue.put(i);
    });
    const [, got] = yield* gather([producer, co(() => take(queue, 5))]);
    expect(got).toEqual([0, 1, 2, 3, 4]);
  });

  behaviour("a getter that times out leaves nothing behind: the next item is for whoever asks next", function* () {
    const queue = new Queue<number>(5);
    expect(yield* thrownBy(waitFor(queue.get(), 100))).toBeInstanceOf(TimeoutError);
    yield* queue.put(1);
    expect(queue.size).toBe(1);
    expect(yield* queue.get()).toBe(1);
  });

  behaviour("a reader cancelled when its item is there loses no item", function* () {
    const queue = new Queue<number>();
    const reader = createTask(queue.get());
    yield* sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    reader.cancel();
    expect(yield* thrownBy(reader)).toBeInstanceOf(CancelledError);
    expect(yield* queue.get()).toBe(1);
  });

  behaviour("a reader cancelled when its item is there hands its turn to the next", function* () {
    const queue = new Queue<number>();
    const readers = [1, 2, 3].map(() => createTask(queue.get()));
    yield* sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    readers[0]!.cancel();
    yield* wait(readers);
    expect(readers[0]!.cancelled()).toBe(true);
    expect(readers.slice(1).map((reader) => reader.result())).toEqual([1, 2]);
  });

  behaviour("a writer cancelled when there is room puts nothing, and may try again", function* () {
    const queue = new Queue<number>(1);
    queue.putNowait(1);
    const writer = createTask(queue.put(2));
    yield* sleep(0);
    expect(queue.getNowait()).toBe(1);
    writer.cancel();
    expect(yield* thrownBy(writer)).toBeInstanceOf(CancelledError);
    expect(queue.size).toBe(0);
    yield* queue.put(2);
    expect(queue.getNowait()).toBe(2);
  });

  behaviour("a writer cancelled while the queue is full does not delay the one before it", function* () {
    const queue = new Queue<string>(1);
    const [a, b, c] = ["a", "b", "x"].map((item) => createTask(queue.put(item)));
    yield* sleep(0);
    expect([a!.done(), b!.done()]).toEqual([true, false]);
    c!.cancel();
    yield* sleep(0);
    expect(c!.done()).toBe(true);
    expect(queue.getNowait()).toBe("a");
    yield* sleep(0);
    expect(queue.getNowait()).toBe("b");
    yield* b!;
  });

  behaviour("a task that puts is done by the time its item has been taken", function* (co) {
    const queue = new Queue<number>();
    const putter = createTask(
      co(function* () {
        yield* queue.put(1);
        return "put";
      }),
    );
    expect(yield* queue.get()).toBe(1);
    expect([putter.done(), putter.result()]).toEqual([true, "put"]);
  });

  behaviour("several putters go on when several items are taken in one step", function* (co) {
    const queue = new Queue<number>(2);
    const getter = co(function* () {
      yield* sleep(0);
      while (!queue.empty()) queue.getNowait();
    });
    yield* taskGroup((group) =>
      // oxlint-disable-next-line require-yield -- it only starts tasks
      co(function* () {
        group.createTask(getter);
        for (let item = 0; item < 4; item++) group.createTask(queue.put(item));
      })(),
    );
    expect(queue.size).toBe(2);
  });
});

describe.each([
  ["Queue", (): Queue<number> => new Queue<number>()],
  ["LifoQueue", (): Queue<number> => new LifoQueue<number>()],
  ["PriorityQueue", (): Queue<number> => new PriorityQueue<number>()],
])("%s", (_name, create) => {
  test("taskDone without an item is an error", () => {
    expect(() => create().taskDone()).toThrow(TaskDoneError);
  });

  test("join waits until each of a hundred items is done, by two workers", async () => {
    await inBothKinds(function* (co) {
      const queue = create();
      for (let item = 0; item < 100; item++) queue.putNowait(item);
      let sum = 0;
      const worker = (): Task<never> =>
        createTask(
          co(function* (): Steps<never> {
            for (;;) {
              sum += yield* queue.get();
              yield* sleep(1);
              queue.taskDone();
            }
          }),
        );
      const workers = [worker(), worker()];
      yield* queue.join();
      expect([sum, getRunningLoop().time()]).toEqual([4950, 50]);
      for (const task of workers) task.cancel();
    });
  });

  test("join of an empty one does not wait", async () => {
    await inBothKinds(function* () {
      const queue = create();
      const before = getRunningLoop().turns;
      yield* queue.join();
      yield* queue.join();
      expect(getRunningLoop().turns).toBe(before);
    });
  });

  function* expectShutDown(queue: Queue<number>): Steps<void> {
    expect(yield* thrownBy(queue.put(1))).toBeInstanceOf(QueueShutDown);
    expect(() => queue.putNowait(1)).toThrow(QueueShutDown);
    expect(yield* thrownBy(queue.get())).toBeInstanceOf(QueueShutDown);
    expect(() => queue.getNowait()).toThrow(QueueShutDown);
  }

  test("shut down when empty: who waits for an item is thrown out, join is through", async () => {
    await inBothKinds(function* () {
      const queue = create();
      const getter = createTask(queue.get());
      yield* sleep(0);
      queue.shutdown();
      yield* queue.join();
      expect(yield* thrownBy(getter)).toBeInstanceOf(QueueShutDown);
      yield* expectShutDown(queue);
    });
  });

  test("shut down when not empty: what is there may be taken, and join waits for it", async () => {
    await inBothKinds(function* () {
      const queue = create();
      queue.putNowait(7);
      const join = createTask(queue.join());
      yield* sleep(0);
      queue.shutdown();
      expect(yield* thrownBy(queue.put(1))).toBeInstanceOf(QueueShutDown);
      expect([queue.size, yield* queue.get(), join.done()]).toEqual([1, 7, false]);
      yield* expectShutDown(queue);
      queue.taskDone();
      yield* join;
      expect(() => queue.taskDone()).toThrow(TaskDoneError);
    });
  });

  test("shut down at once: items are dropped, join is through", async () => {
    await inBothKinds(function* () {
      const queue = create();
      queue.putNowait(7);
      const join = createTask(queue.join());
      yield* sleep(0);
      queue.shutdown({ immediate: true });
      expect(queue.size).toBe(0);
      yield* join;
      yield* expectShutDown(queue);
      expect(() => queue.taskDone()).toThrow(TaskDoneError);
    });
  });

  test("shut down at once while an item is worked on: join waits for that one", async () => {
    await inBothKinds(function* () {
      const queue = create();
      queue.putNowait(7);
      queue.putNowait(7);
      const join = createTask(queue.join());
      expect(yield* queue.get()).toBe(7);
      queue.shutdown({ immediate: true });
      yield* sleep(1);
      expect([queue.size, join.done()]).toEqual([0, false]);
      yield* expectShutDown(queue);
      queue.taskDone();
      expect(() => queue.taskDone()).toThrow(TaskDoneError);
      yield* join;
    });
  });
});
