import { createTask, Future, gather, Lock, Queue, sleep, type Task, wait, type Yieldable } from "@heddle/loop-core";
import { seededRandom } from "@heddle/virtual-time";
import type { Body, ExploreOptions, Simulation } from "../../src/index.ts";

/** What a task of a random program does, one line after the other. */
type Line =
  | { readonly do: "read" | "write" | "add" | "branch" | "both"; readonly key: string; readonly other: string }
  | {
      readonly do:
        | "lock"
        | "put"
        | "get"
        | "settle"
        | "await"
        | "time"
        | "random"
        | "mark"
        | "list"
        | "race"
        | "signal"
        | "pick"
        | "pick twice"
        | "faulty"
        | "hang";
    }
  | { readonly do: "sleep" | "timeout" | "late"; readonly ms: number }
  | { readonly do: "pick if" | "pick in"; readonly key: string; readonly other: string }
  | { readonly do: "cancel" | "join"; readonly task: number }
  | { readonly do: "gather" | "wait"; readonly key: string; readonly other: string }
  | { readonly do: "set" | "set both" | "put entry" | "see"; readonly key: string; readonly value: string };

export interface RandomProgram {
  readonly tasks: readonly (readonly Line[])[];
  readonly collapse: boolean;
  /** Whether it matters which task ends first. */
  readonly endsInOrder: boolean;
  readonly options: ExploreOptions;
}

const KINDS: readonly Line["do"][] = [
  ...(["read", "write", "add", "branch", "both", "lock", "put", "get", "settle", "await", "sleep", "timeout"] as const),
  ...(["cancel", "join", "gather", "wait", "time", "random", "mark", "list", "late", "race", "signal"] as const),
  ...(["pick", "pick twice", "pick if", "pick in", "faulty", "hang"] as const),
];

/** More of what sets without a look, and little else. */
const OVERWRITING: readonly Line["do"][] = [
  ...(["set", "set", "set", "set", "set", "set", "put entry", "put entry", "set both"] as const),
  ...(["set", "set", "set", "set both", "put entry", "put entry", "read", "see", "see", "add", "branch"] as const),
  ...(["lock", "settle", "await", "cancel", "timeout", "signal", "pick", "faulty", "hang", "sleep"] as const),
];

/**
 * A program of two or three tasks that share a few things.
 *
 * @param lines - `"many overwrites"`: it is mostly about what is set without a look at what was there
 */
export function randomProgram(seed: number, lines: "all kinds" | "many overwrites" = "all kinds"): RandomProgram {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const overwrites = lines === "many overwrites";
  const key = (): string => (overwrites ? "xxxyz"[below(5)] : "xyz"[below(3)]) as string;
  const kinds = overwrites ? OVERWRITING : KINDS;
  const line = (): Line =>
    ({ do: kinds[below(kinds.length)], key: key(), other: key(), ms: below(3), task: below(3) }) as unknown as Line;
  const tasks = Array.from({ length: overwrites ? 3 : 2 + below(2) }, (_, task) =>
    Array.from({ length: 1 + below(2) }, (_one, place) => ({ ...line(), value: `${task}${place}` })),
  );
  const options: ExploreOptions = {
    starts: below(overwrites ? 8 : 2) > 0 === overwrites ? "in order" : "as events",
    ...(below(4) === 0 ? { cancel: ["t0", "t1"] } : {}),
    maxFaults: 1 + below(2),
  };
  return { tasks, collapse: below(3) > 0, endsInOrder: lines === "all kinds", options };
}

/** Whether a program picks values: its search can't be divided, then. */
export function picks({ tasks }: RandomProgram): boolean {
  return tasks.some((lines) => lines.some((line) => line.do.startsWith("pick")));
}

/** How the tasks of a program are written. */
export type Kind = "generators" | "async functions";

/** The program as a body; it returns all that its tasks have seen and made. */
export function bodyOf({ tasks, collapse, endsInOrder }: RandomProgram, kind: Kind): Body {
  return async (sim) => {
    const world = new Shared(
      sim,
      collapse,
      tasks.flat().some((line) => line.do === "signal"),
    );
    await sim.all(
      Object.fromEntries(
        tasks.map((lines, index) => [
          `t${index}`,
          () => {
            const name = `t${index}`;
            const code = kind === "generators" ? () => world.generator(lines) : () => world.asyncFunction(lines);
            const task = createTask(code, { name });
            world.begun(index, task);
            return quiet(task, (how) => {
              if (endsInOrder) world.ends.push(how);
              else world.endOf[name] = how;
            });
          },
        ]),
      ),
    );
    return JSON.stringify([
      world.memory,
      [...world.entries],
      world.ends,
      world.endOf,
      sim.history.marks.map(({ name }) => name),
    ]);
  };
}

/** What the tasks share. */
class Shared {
  readonly memory: Record<string, string>;
  readonly entries: Map<string, string>;
  readonly ends: string[];
  readonly endOf: Record<string, string>;
  readonly #tasks: Task<void>[] = [];
  /** Which of them are there, seen by the explorer. */
  readonly #begun: boolean[];
  readonly #sim: Simulation;
  readonly #collapse: boolean;
  readonly #lock = new Lock();
  readonly #queue = new Queue<string>(1);
  readonly #future = new Future<string>();
  readonly #signal: AbortSignal;

  constructor(sim: Simulation, collapse: boolean, usesSignal: boolean) {
    this.#sim = sim;
    this.#collapse = collapse;
    this.memory = sim.shared({ x: "", y: "", z: "" });
    this.entries = sim.shared(new Map([["a", ""]]));
    this.ends = sim.shared([]);
    this.endOf = sim.shared({ t0: "", t1: "", t2: "" });
    this.#begun = sim.shared([false, false, false]);
    this.#signal = usesSignal ? sim.signal("stop") : new AbortController().signal;
  }

  begun(index: number, task: Task<void>): void {
    this.#tasks[index] = task;
    this.#begun[index] = true;
  }

  #task(index: number): Task<void> | undefined {
    return this.#begun[index] === true ? this.#tasks[index] : undefined;
  }

  async asyncFunction(lines: readonly Line[]): Promise<void> {
    for (const line of lines) await this.#run(line);
  }

  *generator(lines: readonly Line[]): Generator<Yieldable, void, unknown> {
    for (const line of lines) {
      const result = this.#run(line);
      if (result instanceof Promise) yield result;
      else if (result !== undefined) yield* result as Iterable<Yieldable>;
    }
  }

  #io(effect: () => void | Promise<void>): Promise<void> {
    return this.#sim.io("io", effect, { collapse: this.#collapse });
  }

  /** What has to be waited for, if anything. */
  #run(line: Line): unknown {
    const { memory } = this;
    const sim = this.#sim;
    switch (line.do) {
      case "read":
        return this.#io(() => void (memory[line.key] as string).length);
      case "write":
        return this.#io(() => void (memory[line.key] = "w"));
      case "set":
        return this.#io(() => void (memory[line.key] = line.value));
      case "set both":
        return this.#io(() => {
          memory["x"] = line.value;
          memory["y"] = line.value;
        });
      case "put entry":
        return this.#io(() => void this.entries.set(line.key === "z" ? "b" : "a", line.value));
      case "see":
        return this.#io(() => void (memory["z"] += `${memory[line.key]}${this.entries.get("a")};`));
      case "add":
        return this.#io(() => void (memory[line.key] += "a"));
      case "branch":
        return this.#io(() => {
          if (memory[line.key] === "") memory[line.other] += "b";
        });
      case "both":
        return this.#io(() => {
          memory[line.key] += "1";
          memory[line.other] += "2";
        });
      case "lock":
        return this.#locked();
      case "put":
        return this.#queue.put("q");
      case "get":
        return this.#queue.get();
      case "settle":
        return this.#io(() => void (this.#future.done() || this.#future.setResult("s")));
      case "await":
        return this.#future;
      case "time":
        return this.#io(() => void (memory["x"] += `@${sim.now()}`));
      case "random":
        return this.#io(() => void (memory["y"] += Math.random() < 0.5 ? "h" : "t"));
      case "mark":
        return this.#io(() => sim.mark("m"));
      case "list":
        return this.#io(
          () => void (memory["z"] += String([0, 1, 2].filter((index) => this.#task(index)?.done() === false).length)),
        );
      case "sleep":
        return sleep(line.ms);
      case "timeout":
        setTimeout(() => (memory["z"] += "o"), line.ms);
        return this.#io(() => {});
      case "race":
        return this.#race();
      case "signal":
        return this.#io(() => void (memory["z"] += this.#signal.aborted ? "!" : "-"));
      case "late":
        return sim.io("late", () => void (memory["y"] += "l"), { latency: [line.ms, 2], collapse: this.#collapse });
      case "pick":
        return this.#pick("one", ["1", "2", "3"], "x");
      case "pick twice":
        return this.#pick("first", ["1", "2"], "y").then(() => this.#pick("second", ["3", "4"], "z"));
      case "pick if": // whether there is a pick depends on what others have done
        return this.#io(() => void (memory[line.key] += "a")).then(async () => {
          if (memory[line.other] !== "") await this.#pick("now", ["5", "6"], line.key);
        });
      case "pick in":
        return this.#io(() => this.#pick("effect", ["7", "8"], line.key));
      case "faulty":
        return this.#faulty();
      case "hang":
        return this.#hanging();
      case "cancel":
        return this.#io(() => void this.#task(line.task)?.cancel());
      case "join":
        return this.#io(() => void (memory["x"] += this.#task(line.task)?.done() === true ? "d" : "u"));
      case "gather":
        return gather([() => this.#touch(line.key), () => this.#touch(line.other)]);
      case "wait":
        return wait([createTask(() => this.#touch(line.key)), createTask(() => this.#touch(line.other))], {
          returnWhen: "FIRST_COMPLETED",
        });
    }
  }

  async #touch(key: string): Promise<void> {
    await this.#io(() => void (this.memory[key] += "g"));
  }

  async #pick(name: string, values: readonly string[], key: string): Promise<void> {
    const picked = await this.#sim.pick(name, values);
    this.memory[key] += picked;
    if (picked === values[0]) return;
    await this.#io(() => void (this.memory[key] += "+"));
  }

  async #faulty(): Promise<void> {
    const options = { mayReject: new Error("no"), collapse: this.#collapse };
    try {
      await this.#sim.io("faulty", () => void (this.memory["x"] += "f"), options);
    } catch {
      await this.#io(() => void (this.memory["y"] += "!"));
    }
  }

  async #hanging(): Promise<void> {
    const options = { mayHang: true, collapse: this.#collapse, lost: "request", latency: [0, 2] } as const;
    const call = this.#sim.io("hang", () => void (this.memory["z"] += "h"), options);
    await Promise.race([call, new Promise((resolve) => setTimeout(resolve, 1))]);
  }

  async #race(): Promise<void> {
    const first = this.#sim.io("first", () => "1");
    const timeout = new Promise<string>((resolve) => setTimeout(resolve, 1, "2"));
    this.memory["x"] += await Promise.race([first, timeout]);
  }

  async #locked(): Promise<void> {
    using _held = await this.#lock.acquire();
    await this.#io(() => {});
    this.memory["x"] += "l";
  }
}

async function quiet(task: Task<void>, ends: (how: string) => void): Promise<void> {
  try {
    await task;
    ends(`${task.name} ended`);
  } catch (error) {
    ends(`${task.name}: ${String(error)}`);
  }
}
