/** By whom a clock is moved: by its user alone, in the pace of the host's own time, or from timer to timer at once. */
export type TickMode = "manual" | "interval" | "nextAsync";

export interface SetTickModeConfig {
  mode: TickMode;
  /** Milliseconds of an interval, virtual and real. Default: 20. */
  delta?: number | undefined;
}

/** What moves a clock that nobody moves by hand. */
export class AutoTick {
  readonly #ticked: AutoTicked;
  #mode: TickMode = "manual";
  #deltaMs: number | undefined;
  #stop: () => void = nothing;
  #ended = false;

  constructor(ticked: AutoTicked) {
    this.#ticked = ticked;
  }

  get mode(): TickMode {
    return this.#mode;
  }

  set({ mode, delta }: SetTickModeConfig): void {
    if (mode === this.#mode && delta === this.#deltaMs) return;
    this.#stop();
    this.#stop = nothing;
    this.#mode = mode;
    this.#deltaMs = delta;
    if (mode === "interval") this.#stop = this.#ticked.every(delta || DEFAULT_DELTA_MS);
    if (mode === "nextAsync") this.#stop = this.#fromTimerToTimer();
  }

  /** Moves by hand until `work` is over; then as before. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    if (this.#mode !== "nextAsync") return work();
    this.set({ mode: "manual" });
    try {
      return await work();
    } finally {
      if (!this.#ended) this.set({ mode: "nextAsync" });
    }
  }

  end(): void {
    this.#ended = true;
    this.set({ mode: "manual" });
  }

  /** What a callback throws here has nobody to be told: it is an unhandled rejection. */
  #fromTimerToTimer(): () => void {
    let on = true;
    void (async () => {
      for (;;) {
        await this.#ticked.turn();
        if (!on) return;
        this.#ticked.next();
      }
    })();
    return () => void (on = false);
  }
}

export interface AutoTicked {
  /** Ticks by so many milliseconds each time that so many have passed, until the returned function is called. */
  every(deltaMs: number): () => void;
  /** Resolves when the host has had a turn for what it does. */
  turn(): Promise<void>;
  next(): void;
}

const DEFAULT_DELTA_MS = 20;
const nothing = (): void => {};
