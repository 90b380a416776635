import type { Progress } from "../options.ts";

/** One line on the terminal that says how far an exploration is: rewritten in place, and gone when it ends. */
export class ProgressLine {
  readonly #terminal: Terminal;
  #nextMs = AFTER_MS;
  #shown = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Where somebody looks: at a terminal, and not in CI. */
  static where(process: HostProcess | undefined): ProgressLine | undefined {
    const stderr = process?.stderr;
    return stderr?.isTTY === true && !process?.env?.["CI"] ? new ProgressLine(stderr) : undefined;
  }

  show(progress: Progress): void {
    if (progress.elapsedMs < this.#nextMs) return;
    this.#nextMs = progress.elapsedMs + EVERY_MS;
    this.#shown = true;
    this.#terminal.write(`${CLEAR}${describe(progress).slice(0, (this.#terminal.columns ?? 80) - 1)}`);
  }

  end(): void {
    if (this.#shown) this.#terminal.write(CLEAR);
  }
}

/** What it needs of `process`, which browsers do not have. */
interface HostProcess {
  readonly stderr?: Terminal;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What it needs of `process.stderr`. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const AFTER_MS = 1000;
const EVERY_MS = 200;
const CLEAR = "\r\u001B[2K";

function describe({ executions, elapsedMs, estimate }: Progress): string {
  const number = (value: number): string => Math.round(value).toLocaleString("en-US");
  const share =
    estimate === undefined ? "" : ` of about ${number(estimate)} (${Math.floor((100 * executions) / estimate)} %)`;
  return `exploring: ${number(executions)} executions${share}, ${number((1000 * executions) / elapsedMs)} a second`;
}
