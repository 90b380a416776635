import { emptyFootprint, type Footprint } from "../footprint.ts";
import { SimEvent } from "./event.ts";
import type { World } from "./world.ts";

/** What a call may be answered with that fails: an error, one of several, or what a function makes anew each time. */
export type Rejections = Error | readonly Error[] | (() => unknown);

/** What is lost when a call fails: the request, so that nothing has happened, or the response to it. */
export type Lost = "request" | "response" | "either";

export interface FaultOptions {
  /**
   * The call may fail: with this error, with one of these, or with what the function makes. Each is an order of its own to
   * try, at most `maxFaults` in one execution.
   */
  mayReject?: Rejections;
  /** The response may never come. Code under test should have a timeout: if the body waits for ever, that is a deadlock. */
  mayHang?: boolean;
  /**
   * What a fault loses: `"request"`: the effect has not happened; `"response"`: it has, and the caller cannot know; default:
   * `"either"`, as in a real network.
   */
  lost?: Lost;
}

/** One way in which a call may fail. */
export interface FaultOutcome {
  readonly lost: Exclude<Lost, "either">;
  /** Makes the error; `undefined`: no response ever comes. */
  readonly reject: (() => unknown) | undefined;
}

/** All ways in which a call may fail, in the order in which they are tried. */
export function faultsOf(call: string, options: FaultOptions | undefined): readonly FaultOutcome[] {
  if (options?.mayReject === undefined && options?.mayHang !== true) return NONE;
  const { mayReject, mayHang = false, lost = "either" } = options;
  if (lost !== "either" && lost !== "request" && lost !== "response") throw new FaultOptionError(call, "lost", lost);
  const losses = lost === "either" ? (["request", "response"] as const) : [lost];
  const ways = [...(mayReject === undefined ? [] : rejections(call, mayReject)), ...(mayHang ? [undefined] : [])];
  return ways.flatMap((reject) => losses.map((one) => ({ lost: one, reject })));
}

function rejections(call: string, mayReject: Rejections): readonly (() => unknown)[] {
  if (typeof mayReject === "function") return [mayReject];
  if (mayReject instanceof Error) return [() => mayReject];
  if (!Array.isArray(mayReject) || mayReject.length === 0) throw new FaultOptionError(call, "mayReject", mayReject);
  return (mayReject as readonly unknown[]).map((error) => () => error);
}

/** A call says in a form that means nothing how it may fail. */
export class FaultOptionError extends TypeError {
  override readonly name = "FaultOptionError";
  readonly call: string;

  constructor(call: string, option: "mayReject" | "lost", got: unknown) {
    const wanted =
      option === "lost"
        ? '"request", "response" or "either"'
        : "an error, a list of one or more of them, or a function that makes one";
    super(`The option "${option}" of "${call}" must be ${wanted}, and is ${Array.isArray(got) ? "[]" : String(got)}.`);
    this.call = call;
  }
}

/** The side of a call that a fault needs. */
export interface FaultyCall {
  readonly name: string;
  readonly owner: string;
  /** The identity of its arrival. */
  readonly creator: number;
  readonly ordinal: number;
  readonly collapse: boolean;
  readonly footprint: Footprint | undefined;
  readonly faults: readonly FaultOutcome[];
  /** The request arrives, or is lost; then `outcome` instead of its answer. */
  fails(happened: SimEvent, outcome: FaultOutcome): void;
}

/** A call fails, by the explorer's choice: what happens instead of its arrival. */
export class Fault extends SimEvent {
  readonly #call: FaultyCall;
  readonly #outcome: FaultOutcome;

  constructor(world: World, call: FaultyCall, outcome: FaultOutcome, place: number) {
    // Named after the arrival that it excludes: the identities of all other events are those that they have without it.
    super(world, "fault", call.name, call.owner, { creator: call.creator, ordinal: call.ordinal, fault: place });
    this.#call = call;
    this.#outcome = outcome;
  }

  override get letsCodeGoOn(): boolean {
    return this.#call.collapse;
  }

  override get footprint(): Footprint | undefined {
    return this.#outcome.lost === "response" ? this.#call.footprint : this.#call.footprint && emptyFootprint;
  }

  override get signature(): string {
    return `${this.name} ${this.detail()}`;
  }

  override detail(): string {
    const { lost, reject } = this.#outcome;
    return `${reject === undefined ? "hangs" : "fails"}, its ${lost} lost`;
  }

  override run(): void {
    this.world.faults.inject(this);
    this.#call.fails(this, this.#outcome);
  }
}

const NONE: readonly FaultOutcome[] = [];
