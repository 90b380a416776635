import type { Suspension } from "@heddle/loop-core";
import { DeadlockError, ExternalWaitError, type Failure } from "./failure.ts";
import type { Host, HostTurn } from "./host/host.ts";
import type { Recorder } from "./report/recorder.ts";
import { Idle } from "./simulation/idle.ts";
import type { World } from "./simulation/world.ts";

/** What becomes of an execution in which nothing is enabled, and no timer comes before the horizon. */
export class Rest {
  readonly #world: World;
  readonly #host: Host;
  readonly #recorder: Recorder | undefined;
  readonly #fail: (failure: Failure) => void;
  /** Whoever waits until nothing else will happen. */
  readonly #idle: Idle[] = [];
  #hostTurn: HostTurn | undefined;

  constructor(world: World, host: Host, recorder: Recorder | undefined, fail: (failure: Failure) => void) {
    this.#world = world;
    this.#host = host;
    this.#recorder = recorder;
    this.#fail = fail;
  }

  /** Calls back when nothing else will happen. */
  whenIdle(resolve: () => void): void {
    this.#idle.push(new Idle(this.#world, resolve));
  }

  /** Nothing else will happen: the first of those who wait for that. */
  nextIdle(): Idle | undefined {
    const idle = this.#idle.shift();
    if (idle !== undefined) this.#world.probe?.comesLast(idle);
    return idle;
  }

  /** ... and nobody does, but the body has not finished. Is there something that the host still works on? */
  stuck(): Suspension | undefined {
    if (this.#hostTurn === undefined) {
      this.#hostTurn = this.#host.giveTurn();
      if (this.#hostTurn !== undefined) return this.#hostTurn.suspension;
    }
    const resources = this.#recorder?.externals() ?? this.#host.externals.sinceThen();
    if (resources.length > 0) this.#waitsForHost(resources);
    else {
      const error = new DeadlockError(this.#recorder?.waiting() ?? [], this.#world.faults.hung);
      this.#fail({ kind: "deadlock", error });
    }
    return undefined;
  }

  /** Something goes on. If that is while nothing of ours runs, what it waited for is the host's. */
  goesOn(): void {
    if (this.#hostTurn !== undefined) this.#waitsForHost([]);
  }

  #waitsForHost(resources: string[]): void {
    this.#fail({ kind: "external wait", error: new ExternalWaitError(resources, this.#recorder?.waiting() ?? []) });
    this.#hostTurn?.end();
  }
}
