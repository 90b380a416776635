import { styleText } from "node:util";

/** Where the output goes. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What is printed for a person: colours and the progress line come only where one looks on. */
export class Terminal {
  readonly #output: Output;
  readonly #coloured: boolean;
  #progressShown = false;

  constructor(output: Output, environment: Record<string, string | undefined> = process.env) {
    this.#output = output;
    this.#coloured = output.isTTY === true && !environment["NO_COLOR"];
  }

  print(text = ""): void {
    this.#clearProgress();
    this.#output.write(`${text}\n`);
  }

  /** Shows one line until the next thing is printed. */
  progress(text: string): void {
    if (this.#output.isTTY !== true) return;
    this.#clearProgress();
    this.#output.write(text);
    this.#progressShown = true;
  }

  bold(text: string): string {
    return this.#style("bold", text);
  }

  dim(text: string): string {
    return this.#style("dim", text);
  }

  red(text: string): string {
    return this.#style("red", text);
  }

  green(text: string): string {
    return this.#style("green", text);
  }

  yellow(text: string): string {
    return this.#style("yellow", text);
  }

  #style(format: "bold" | "dim" | "red" | "green" | "yellow", text: string): string {
    return this.#coloured ? styleText(format, text, { validateStream: false }) : text;
  }

  #clearProgress(): void {
    if (this.#progressShown) this.#output.write("\r\u001B[2K");
    this.#progressShown = false;
  }
}
