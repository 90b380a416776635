import { realOf, type Suspension } from "@heddle/loop-core";
import { Externals, installStandIns, Watchdog } from "@heddle/virtual-time";
import { muteConsole } from "./console.ts";
import { type ProcessErrors, setListenersAside } from "./process-errors.ts";

/**
 * What an exploration takes over of its host while it runs, and gives back: the globals, the process's listeners for
 * errors that nobody caught, the console.
 */
export class Host {
  /** What the host works on that it did not when the exploration began. */
  readonly externals: Externals = new Externals();
  readonly watchdog: StepWatch | undefined;
  #executions = 0;
  #turns = 0;
  readonly #exploration: string;
  readonly #giveBack: (() => void)[] = [];

  /**
   * @param exploration - a name that no other exploration of this process has
   * @param stepLimitMs - real milliseconds that one step may take; `Infinity`: no watchdog
   * @param watch - who sees to that; by default the watchdog of this process
   */
  constructor(exploration: string, stepLimitMs: number, watch: StepWatch | undefined = Watchdog.get(stepLimitMs)) {
    this.#exploration = exploration;
    this.watchdog = watch;
  }

  /** Takes over. `muted`: what the body prints is dropped. */
  enter(errors: ProcessErrors, muted: boolean): void {
    this.#giveBack.push(installStandIns());
    this.#giveBack.push(setListenersAside(errors));
    if (muted) this.#giveBack.push(muteConsole());
  }

  /** Gives everything back. */
  leave(): void {
    for (const giveBack of this.#giveBack.splice(0).toReversed()) giveBack();
  }

  /** Called once for each execution. */
  nextExecution(): void {
    this.#executions++;
  }

  uniqueName(): string {
    return `${this.#exploration}.${this.#executions}`;
  }

  /** Lets the host go on for a while; `undefined` when that has been tried often enough. */
  giveTurn(): HostTurn | undefined {
    return this.#turns++ < MAX_TURNS ? new HostTurn() : undefined;
  }
}

/** Sees that no step goes on without end. */
export interface StepWatch {
  /** Steps run from now on; `describe` says which one is being run. */
  wake(describe: () => string): void;
  /** The host has its turn. */
  sleep(): void;
  /** A step begins. */
  beat(): void;
}

/** An execution that is stuck gives the host a turn to see whether something real goes on; a few of them are enough. */
const MAX_TURNS = 3;
const TURN_MS = 40;

/** Some real milliseconds in which the host may do what the execution waits for. */
export class HostTurn {
  #end: () => void = () => {};

  readonly suspension: Suspension = (resume) => {
    const timer = hostSetTimeout(resume, TURN_MS);
    this.#end = () => {
      this.#end = () => {};
      hostClearTimeout(timer);
      resume();
    };
  };

  /** It did: no need to wait any longer. */
  end(): void {
    this.#end();
  }
}

const hostSetTimeout = realOf(globalThis.setTimeout);
const hostClearTimeout = realOf(globalThis.clearTimeout);
