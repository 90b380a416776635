import type * as FileSystem from "node:fs";
import { OptionError } from "./options.ts";
import type { SavedTally } from "./tally.ts";

/** How far an exploration is: all that another process needs to go on. */
export interface Progressed {
  readonly tally: SavedTally;
  readonly strategy: unknown;
  readonly locations: unknown;
  readonly identities: unknown;
  /** A schedule for each outcome that has been found. */
  readonly outcomes: readonly string[];
}

/** What has to be the same for an exploration to go on: by the name of the option. */
export type Conditions = Readonly<Record<string, unknown>>;

/** A checkpoint can't be used, or can't be made. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`The checkpoint "${path}" ${reason}`, options);
    this.path = path;
  }
}

/** A file that says how far an exploration is. */
export class Checkpoint {
  readonly #path: string;
  readonly #conditions: Conditions;
  readonly #fs: typeof FileSystem;
  #nextMs = EVERY_MS;

  constructor(path: string, conditions: Conditions) {
    const { process } = globalThis as { process?: NodeJS.Process };
    const fs = process?.getBuiltinModule?.("node:fs");
    if (fs === undefined) throw new OptionError("checkpoint", "left out, where there are no files", path);
    this.#path = path;
    this.#conditions = conditions;
    this.#fs = fs;
  }

  /**
   * What has been written, if there is a file.
   *
   * @throws {CheckpointError} if it is none of ours, or one of another exploration
   */
  read(): Progressed | undefined {
    if (!this.#fs.existsSync(this.#path)) return undefined;
    const { format, conditions, progressed } = this.#parse();
    if (format !== FORMAT) {
      throw new CheckpointError(this.#path, `was written by another version of Heddle. Remove it, to begin anew.`);
    }
    for (const [name, value] of Object.entries(this.#conditions)) {
      const [before, now] = [JSON.stringify(conditions[name]), JSON.stringify(value)];
      if (before === now) continue;
      const what = `is of another exploration: ${name} was ${before}, and is ${now}.`;
      throw new CheckpointError(this.#path, `${what} Remove it to begin anew, or choose another path.`);
    }
    return progressed;
  }

  /** Whether it is time to write; writing takes at most a fiftieth of the time. */
  isDue(elapsedMs: number): boolean {
    return elapsedMs >= this.#nextMs;
  }

  /** Writes all or nothing. */
  write(progressed: Progressed, elapsedMs: number): void {
    const began = hostNow();
    const content: Content = { format: FORMAT, conditions: this.#conditions, progressed };
    this.#fs.writeFileSync(`${this.#path}.new`, JSON.stringify(content));
    this.#fs.renameSync(`${this.#path}.new`, this.#path);
    this.#nextMs = elapsedMs + Math.max(EVERY_MS, 50 * (hostNow() - began));
  }

  /** Nothing is left to do. */
  remove(): void {
    this.#fs.rmSync(this.#path, { force: true });
  }

  #parse(): Content {
    const text = this.#fs.readFileSync(this.#path, "utf8");
    try {
      const content = JSON.parse(text) as Partial<Content> | null;
      if (typeof content?.format === "string" && content.conditions && content.progressed) return content as Content;
    } catch (cause) {
      throw new CheckpointError(this.#path, "is damaged. Remove it, to begin anew.", { cause });
    }
    throw new CheckpointError(this.#path, "is a file of something else. Choose another path.");
  }
}

interface Content {
  readonly format: string;
  readonly conditions: Conditions;
  readonly progressed: Progressed;
}

const FORMAT = "heddle checkpoint 1";
const EVERY_MS = 2000;

// Taken when the module is loaded: virtual time stands in for it during executions.
const hostNow: () => number = performance.now.bind(performance);
