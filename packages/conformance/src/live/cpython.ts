import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import type { GoldenProgram, Recording } from "../language/golden.ts";
import type { Program } from "../language/grammar.ts";
import type { Oracle } from "./oracle.ts";

/** CPython in WebAssembly, in this very process, with the modules of `python/`. */
export class CPython implements Oracle {
  readonly name: string;
  readonly #live: LiveModule;

  /** Takes about three seconds. */
  static async start(): Promise<CPython> {
    const python = await loadPyodide();
    python.mountNodeFS("/conformance", fileURLToPath(new URL("../../python", import.meta.url)));
    const version = python.runPython(START) as string;
    return new CPython(`CPython ${version}`, python.pyimport("live") as LiveModule);
  }

  private constructor(name: string, live: LiveModule) {
    this.name = name;
    this.#live = live;
  }

  programs(seed: number, first: number, count: number): readonly GoldenProgram[] {
    const lines = this.#live.programs(seed, first, count).split("\n");
    return lines.map((line) => JSON.parse(line) as GoldenProgram);
  }

  async record(program: Program): Promise<Recording> {
    return JSON.parse(this.#live.record(JSON.stringify(program))) as Recording;
  }

  isDeterministic(program: Program): boolean {
    return this.#live.orders(JSON.stringify(program)) === 1;
  }
}

const START = `
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/conformance")
sys.version.split()[0]
`;

/** python/live.py */
interface LiveModule {
  programs(seed: number, first: number, count: number): string;
  record(program: string): string;
  orders(program: string): number;
}
