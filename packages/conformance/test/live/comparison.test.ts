import { describe, expect, test } from "vitest";
import { probeMicrotaskDrain } from "@heddle/loop-core";
import { generatorKind } from "../../src/kinds.ts";
import { runProgram } from "../../src/interpreter.ts";
import type { GoldenProgram, Recording, TraceEvent } from "../../src/language/golden.ts";
import type { Program } from "../../src/language/grammar.ts";
import { compareLive } from "../../src/live/comparison.ts";
import type { Oracle } from "../../src/live/oracle.ts";

const loop = { drain: await probeMicrotaskDrain() };

// Two tasks of which one sleeps; the oracles below know what happens, or nearly.
const program: Program = {
  main: [
    [
      "spawn",
      "t",
      [
        ["sleep", 2],
        ["log", "late"],
      ],
    ],
    ["sleep", 1],
    ["log", "early"],
    ["await", "t"],
  ],
};
const right = await runProgram(program, generatorKind, loop);

describe("the live comparison", () => {
  test("finds nothing where nothing is, and says how much it has compared", async () => {
    const { different, printed } = await compare(oracle((recording) => recording));
    expect(different).toEqual([]);
    expect(printed).toMatch(
      /^An oracle and loop-core \(generators and async functions\), seed 7: 120 of 120 programs, 0 differences, [\d,]+ programs\/s, 1,200 steps of traces$/,
    );
  });

  test("names the programs that differ, and prints the smallest with both traces", async () => {
    const shouts = (recording: Recording): Recording => ({ ...recording, trace: recording.trace.map(shout) });
    const { different, printed } = await compare(oracle(shouts, "7:55"));
    expect(different).toEqual(["7:55"]);
    expect(printed).toContain("Program 7:55 (by hand) differs; alone: --seed 7 --from 55 --count 1");
    expect(printed).toContain(
      [
        'The smallest, with tasks of the kind "generator", equal up to step 1 of 4:',
        "{",
        '  "main": [',
        '    ["log","late"]',
        "  ]",
        "}",
        "  The first step of the trace that differs is number 1:",
        '    [0,"main","start",null]',
        '  - CPython   [0,"main","log","LATE"]',
        '  - CPython   [0,"main","return",null]',
        '  - CPython   [0,"loop","main",null]',
        '  + loop-core [0,"main","log","late"]',
        '  + loop-core [0,"main","return",null]',
        '  + loop-core [0,"loop","main",null]',
      ].join("\n"),
    );
    expect(printed).toContain("120 of 120 programs, 1 difference,");
  });

  test("compares final states, turns and timers as well", async () => {
    const turns = await compare(oracle((all) => ({ ...all, meta: { ...all.meta, iters: all.meta.iters + 1 } }), "7:3"));
    expect(turns.printed).toContain("The first step of the time, turns and timers that differs is number 0:");
    const finals = await compare(oracle((all) => ({ ...all, final: [] }), "7:3"));
    expect(finals.printed).toContain(
      "The first step of the final states that differs is number 0:\n  - CPython   (the end)",
    );
  });

  test("shows five differences and counts the others", async () => {
    const { different, printed } = await compare(oracle((recording) => ({ ...recording, trace: [] })));
    expect(different.length).toBe(120);
    expect(printed.match(/The smallest/g)?.length).toBe(5);
  });

  test("says when the oracle itself leaves the outcome to chance", async () => {
    const chance = { ...oracle((recording) => ({ ...recording, trace: [] }), "7:3"), isDeterministic: () => false };
    const { printed } = await compare(chance);
    expect(printed).toContain("An oracle itself does something else when its sets of tasks are in another order.");
  });
});

async function compare(with_: Oracle): Promise<{ different: string[]; printed: string }> {
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(text);
  const different = await compareLive(with_, { count: 120, seed: 7, from: 0, loop, print });
  return { different, printed: lines.join("\n") };
}

/** Knows what the library does, and changes what it says about all programs or one of them. */
function oracle(change: (recording: Recording) => Recording, only?: string): Oracle {
  const line = (id: string): GoldenProgram => {
    const recording = only === undefined || id === only ? change(right) : right;
    return { id, title: "by hand", uses: [], prog: program, ...recording };
  };
  return {
    name: "An oracle",
    programs: (seed, first, count) => Array.from({ length: count }, (_, index) => line(`${seed}:${first + index}`)),
    record: async (smaller) => change(await runProgram(smaller, generatorKind, loop)),
    isDeterministic: () => true,
  };
}

function shout([time, label, event, value]: TraceEvent): TraceEvent {
  return [time, label, event, value === "late" ? "LATE" : value];
}
