import { describe, expect } from "vitest";
import {
  allTasks,
  AsyncEvent,
  CancelledError,
  ContextVar,
  createTask,
  currentTask,
  Future,
  gather,
  getRunningLoop,
  sleep,
  staggeredRace,
  taskGroup,
  timeout,
  type Timeout,
  TimeoutError,
} from "@heddle/loop-core";
import { behaviour, generatorBehaviour, type Steps, thrownBy } from "./behaviour.ts";

// Inside an async function no task of an async function can start eagerly: the golden programs have those.

describe("an eager task", () => {
  const eager = { eagerTasks: true };

  generatorBehaviour(
    "has done its first step when createTask returns: a future is set, or all is over",
    function* () {
      const future = new Future<string>(getRunningLoop());
      // oxlint-disable-next-line require-yield -- it is done at once
      const setting = createTask(function* () {
        future.setResult("my message");
        return "hello";
      });
      expect([setting.done(), yield* future, yield* setting]).toEqual([true, "my message", "hello"]);
    },
    eager,
  );

  generatorBehaviour(
    "that waits goes on as any other",
    function* () {
      const task = createTask(sleep(100, "finished after blocking"));
      expect(task.done()).toBe(false);
      expect(yield* task).toBe("finished after blocking");
    },
    eager,
  );

  generatorBehaviour(
    "that is over can't be cancelled; one that waits can, with a reason",
    function* () {
      // oxlint-disable-next-line require-yield -- it is done at once
      const over = createTask(function* () {
        return "finished";
      });
      expect([over.cancel(), yield* over]).toEqual([false, "finished"]);
      const waiting = createTask(sleep(100));
      waiting.cancel("my reason");
      expect(waiting.cancelling()).toBe(1);
      expect(yield* thrownBy(waiting)).toEqual(new CancelledError("my reason"));
    },
    eager,
  );

  generatorBehaviour(
    "is the current task in its first step and later, and counts among all tasks until it is done",
    function* () {
      const seen: unknown[] = [];
      const [first, second] = [new Future<void>(getRunningLoop()), new Future<void>(getRunningLoop())];
      const task = createTask(
        function* () {
          seen.push(currentTask()?.name, allTasks().length);
          yield* first;
          seen.push(currentTask()?.name);
          second.setResult();
        },
        { name: "eager" },
      );
      expect([...seen, allTasks().includes(task), currentTask()?.name]).toEqual(["eager", 2, true, "Task-1"]);
      first.setResult();
      yield* second;
      expect([...seen, allTasks().includes(task)]).toEqual(["eager", 2, "eager", false]);
    },
    eager,
  );

  generatorBehaviour(
    "that ends at once is among all tasks only while it runs",
    function* () {
      let during: boolean | undefined;
      // oxlint-disable-next-line require-yield -- it is done at once
      const task = createTask(function* () {
        during = allTasks().length === 2;
      });
      expect([during, allTasks().includes(task)]).toEqual([true, false]);
      yield* sleep(0);
    },
    eager,
  );

  generatorBehaviour(
    "copies the context of its creator, and keeps its changes to itself, in its first step and later",
    function* () {
      const variable = new ContextVar("variable", 0);
      const seen: number[] = [];
      variable.set(1);
      const task = createTask(function* () {
        seen.push(variable.get());
        variable.set(2);
        yield* sleep(100);
        seen.push(variable.get());
        variable.set(3);
      });
      expect([seen, variable.get()]).toEqual([[1], 1]);
      yield* task;
      expect([seen, variable.get()]).toEqual([[1, 2], 1]);
    },
    eager,
  );

  for (const delayMs of [1_000, null]) {
    generatorBehaviour(
      `a staggered race of eager tasks (delay ${delayMs})`,
      function* () {
        const fail = function* (): Steps<never> {
          yield* sleep(0);
          throw new Error("no good");
        };
        const { winner, exceptions } = yield* staggeredRace<string>([fail, () => sleep(1, "success")], delayMs);
        expect(winner).toEqual({ index: 1, result: "success" });
        expect(exceptions).toEqual([new Error("no good"), undefined]);
      },
      eager,
    );
  }

  generatorBehaviour(
    "may be told to start as usual",
    function* () {
      let begun = false;
      const task = createTask(
        // oxlint-disable-next-line require-yield -- it is done at once
        function* () {
          begun = true;
        },
        { eagerStart: false },
      );
      expect(begun).toBe(false);
      yield* task;
      expect(begun).toBe(true);
    },
    eager,
  );

  generatorBehaviour("may be asked for one by one, with a name", function* () {
    let name: string | undefined;
    const task = createTask(
      // oxlint-disable-next-line require-yield -- it is done at once
      function* () {
        name = currentTask()?.name;
      },
      { eagerStart: true, name: "test task" },
    );
    expect([name, task.name, task.done()]).toEqual(["test task", "test task", true]);
    yield* sleep(0);
  });

  for (const [kind, options] of [
    ["eager", eager],
    ["usual", {}],
  ] as const) {
    generatorBehaviour(
      `groups and gathers in each other are counted right: 781 bodies, none left (${kind})`,
      function* () {
        const count = { chain: 0, groups: 0, gathers: 0 };
        const chain = function* (depth: number): Steps<number> {
          count.chain++;
          return depth === 0 ? 0 : 1 + (yield* chain(depth - 1));
        };
        const groups = function* (depth: number): Steps<void> {
          count.groups++;
          if (depth === 0) return;
          yield* taskGroup(function* (group) {
            for (let i = 0; i < 5; i++) group.createTask(() => groups(depth - 1));
            yield* [];
          });
        };
        const gathers = function* (depth: number): Steps<void> {
          count.gathers++;
          if (depth > 0) yield* gather(Array.from({ length: 5 }, () => () => gathers(depth - 1)));
        };
        expect(yield* createTask(() => chain(100))).toBe(100);
        yield* createTask(() => groups(4));
        yield* createTask(() => gathers(4));
        expect(count).toEqual({ chain: 101, groups: 781, gathers: 781 });
        expect(allTasks().length).toBe(1);
      },
      options,
    );
  }
});

describe("staggeredRace", () => {
  behaviour("of nobody has no winner", function* () {
    expect(yield* staggeredRace([], null)).toEqual({ winner: undefined, exceptions: [] });
  });

  behaviour("the first one succeeds: no other is started", function* (co) {
    let started = 0;
    const race = [0, 1].map((id) =>
      // oxlint-disable-next-line require-yield -- it is done at once
      co(function* () {
        started++;
        return `Res: ${id}`;
      }),
    );
    expect(yield* staggeredRace(race, null)).toEqual({
      winner: { index: 0, result: "Res: 0" },
      exceptions: [undefined],
    });
    expect(started).toBe(1);
  });

  behaviour("the first one fails, or all do", function* (co) {
    for (const succeeding of [1, 2]) {
      const race = [0, 1].map((id) =>
        // oxlint-disable-next-line require-yield -- it is done at once
        co(function* () {
          if (id < succeeding) throw new Error(`${id}`);
          return `Res: ${id}`;
        }),
      );
      expect(yield* staggeredRace(race, null)).toEqual(
        succeeding === 1
          ? { winner: { index: 1, result: "Res: 1" }, exceptions: [new Error("0"), undefined] }
          : { winner: undefined, exceptions: [new Error("0"), new Error("1")] },
      );
    }
  });

  behaviour("the first one takes too long: the second wins, the first is cancelled", function* () {
    const { winner, exceptions } = yield* staggeredRace([sleep(10_000, "Res: 0"), sleep(0, "Res: 1")], 100);
    expect(winner).toEqual({ index: 1, result: "Res: 1" });
    expect(exceptions).toEqual([expect.any(CancelledError), undefined]);
    expect(getRunningLoop().time()).toBe(100);
  });

  behaviour("two succeed in the same turn: one wins, the other is cancelled", function* (co) {
    const [event, never] = [new AsyncEvent(), new AsyncEvent()];
    const waitFirst = (id: number): (() => Steps<number> | Promise<number>) =>
      co(function* () {
        yield* event.wait();
        return id;
      });
    const setter = co(function* (): Steps<number> {
      event.set();
      yield* never.wait();
      return -1;
    });
    const { winner, exceptions } = yield* staggeredRace([waitFirst(0), waitFirst(1), setter], 100);
    expect(winner).toEqual({ index: 0, result: 0 });
    expect(exceptions).toEqual([undefined, expect.any(CancelledError), expect.any(CancelledError)]);
  });

  behaviour("each cancel of the race reaches the runner, also a second one", function* (co) {
    const seen: string[] = [];
    const under = function* (body: (deadline: Timeout) => Steps<unknown>): Steps<unknown> {
      return yield* thrownBy(timeout(null, (deadline) => co(() => body(deadline))()));
    };
    const error = yield* under(function* (outer) {
      const inside = yield* under(function* (inner) {
        const runner = co(function* () {
          for (const deadline of [inner, outer]) {
            deadline.reschedule(-1);
            yield* sleep(0);
            if ((yield* thrownBy(sleep(0))) instanceof CancelledError) seen.push("cancelled");
          }
        });
        const raced = yield* thrownBy(staggeredRace([runner], null));
        if (raced instanceof CancelledError) seen.push("the race");
        throw raced;
      });
      throw inside;
    });
    expect(seen).toEqual(["cancelled", "cancelled", "the race"]);
    expect(error).toBeInstanceOf(TimeoutError);
  });
});
