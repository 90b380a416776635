import { LeftoverTimersError } from "./errors.ts";
import { installStandIns } from "./globals/stand-ins.ts";
import { type VirtualTimeOptions, timelineOptions } from "./options.ts";
import { enterScope, leaveScope } from "./scope.ts";
import { Time } from "./time.ts";
import { throwToHost, Timeline, type TimelineOwner } from "./timeline.ts";

/**
 * From here on the calling function, and all that it starts, has a clock of its own, until `using` ends it.
 *
 * Time jumps when the function awaits something and nothing else can happen; while it awaits `time.advance()` or its like,
 * time goes as far as that and no further. With `autojump: false` it moves by hand only.
 *
 * @throws {ForeignFakeTimersError} if the globals are fakes of another library
 * @throws {LeftoverTimersError} at the end, if there are timers left and `leftovers` is `"error"`
 * @example
 * using time = virtualTime();
 * const late = new Promise((resolve) => setTimeout(resolve, 3_600_000, "late"));
 * await time.advance(3_600_000);
 * await late; // "late"
 */
export function virtualTime(options: VirtualTimeOptions = {}): VirtualTime {
  return new VirtualTime(options);
}

/** The virtual time of the code that has called {@link virtualTime}. */
export class VirtualTime extends Time implements Disposable {
  readonly #giveBack: () => void;
  readonly #leftovers: "ignore" | "error";

  /** @internal */
  constructor(options: VirtualTimeOptions) {
    const checked = timelineOptions(options);
    const giveBack = installStandIns();
    super(new Timeline(checked, nobody));
    this.#giveBack = giveBack;
    this.#leftovers = options.leftovers ?? "ignore";
    this.timeline.run().catch(throwToHost);
    enterScope(this.timeline.scope);
  }

  /**
   * Ends it: no timer of this scope fires any more, and the code that goes on has the time of its surroundings again.
   *
   * @throws {LeftoverTimersError} if there are timers left and `leftovers` is `"error"`
   */
  [Symbol.dispose](): void {
    const { timeline } = this;
    if (timeline.scope.ended) return;
    const left = this.#leftovers === "error" ? this.pending() : undefined;
    timeline.end();
    leaveScope(timeline.scope);
    this.#giveBack();
    if (left !== undefined && left.length > 0) throw new LeftoverTimersError(left);
  }
}

/** What a callback throws while nobody moves time goes where Node would send it: it is an uncaught exception. */
const nobody: TimelineOwner = {
  failed: throwToHost,
  stuck: () => false,
};
