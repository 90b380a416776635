import { expect, test } from "vitest";
import { unknownFootprint } from "../../src/footprint.ts";
import { Memory } from "../../src/strategies/optimal/memory.ts";
import type { RunStep } from "../../src/strategies/optimal/run.ts";
import { versioned, type VersionedStep } from "../../src/strategies/optimal/versions.ts";
import { step } from "./step.ts";

function run(...steps: RunStep[]): VersionedStep[] {
  const ran: VersionedStep[] = [];
  for (const one of steps) ran.push(versioned(one, ran));
  return ran;
}

function remembering(...steps: RunStep[]): Memory {
  const memory = new Memory();
  memory.note(run(...steps).at(-1) as VersionedStep);
  return memory;
}

const reader = step(9, { reads: [1] });
const writer = step(0, { writes: [1] });

test("an event that finds what it found does what it did", () => {
  const memory = remembering(writer, reader);
  expect(memory.recall(reader, run(writer))).toEqual(reader.footprint);
  expect(memory.recall(reader, run(writer, step(5, { writes: [2] })))).toEqual(reader.footprint);
});

test("what another step has written may be something else", () => {
  const memory = remembering(writer, reader);
  expect(memory.recall(reader, run())).toBeUndefined();
  expect(memory.recall(reader, run(step(4, { writes: [1] })))).toBeUndefined();
});

test("what the same step has written may be something else, if that found something else", () => {
  const copier = step(0, { reads: [2], writes: [1] });
  const memory = remembering(copier, reader);
  expect(memory.recall(reader, run(copier))).toEqual(reader.footprint);
  expect(memory.recall(reader, run(step(3, { writes: [2] }), copier))).toBeUndefined();
});

test("what it brings along from its creator counts too", () => {
  const creator = step(8, { reads: [2] });
  const created = step(9, { reads: [1], creator: 8 });
  const memory = remembering(creator, created);
  expect(memory.recall(created, run(creator))).toEqual(created.footprint);
  expect(memory.recall(created, run(step(3, { writes: [2] }), creator))).toBeUndefined();
});

test("after a step of which nothing is known, everything may be something else", () => {
  const memory = remembering(reader);
  expect(memory.recall(reader, run({ ...step(7), footprint: unknownFootprint }))).toBeUndefined();
});

test("what a step of which nothing is known has written depends on all before it", () => {
  const opaque = { ...step(7), footprint: unknownFootprint };
  const memory = remembering(step(3, { writes: [2] }), step(4, { writes: [3] }), opaque, reader);
  const before = [step(4, { writes: [3] }), step(3, { writes: [2] })];
  expect(memory.recall(reader, run(...before, opaque))).toEqual(reader.footprint);
  expect(memory.recall(reader, run(opaque))).toBeUndefined();
});

test("a step of which nothing is known does the same only after the same", () => {
  const opaque = { ...step(7), footprint: unknownFootprint };
  const memory = remembering(writer, opaque);
  expect(memory.recall(opaque, run(writer))).toEqual(unknownFootprint);
  expect(memory.recall(opaque, run())).toBeUndefined();
});
