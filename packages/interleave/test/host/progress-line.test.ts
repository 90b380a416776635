import { expect, test } from "vitest";
import { ProgressLine } from "../../src/host/progress-line.ts";

function terminal(columns = 80) {
  const written: string[] = [];
  return { isTTY: true, columns, written, write: (text: string) => void written.push(text) };
}

test("is written after the first second, rewritten in place five times a second, and cleared at the end", () => {
  const stderr = terminal();
  const line = ProgressLine.where({ stderr, env: {} })!;
  for (const elapsedMs of [500, 1000, 1100, 1250]) line.show({ executions: 20 * elapsedMs, elapsedMs, estimate: 1e6 });
  line.end();
  const clear = "\r\u001B[2K";
  expect(stderr.written).toEqual([
    `${clear}exploring: 20,000 executions of about 1,000,000 (2 %), 20,000 a second`,
    `${clear}exploring: 25,000 executions of about 1,000,000 (2 %), 20,000 a second`,
    clear,
  ]);
});

test("says nothing of a whole that nobody can estimate, and is no wider than the terminal", () => {
  const stderr = terminal(30);
  ProgressLine.where({ stderr })?.show({ executions: 1234, elapsedMs: 2000, estimate: undefined });
  expect(stderr.written).toEqual(["\r\u001B[2Kexploring: 1,234 executions, "]);
});

test("leaves a short exploration without a trace", () => {
  const stderr = terminal();
  const line = ProgressLine.where({ stderr });
  line?.show({ executions: 1, elapsedMs: 10, estimate: undefined });
  line?.end();
  expect(stderr.written).toEqual([]);
});

test("is not there in CI, nor where nobody looks", () => {
  expect(ProgressLine.where({ stderr: terminal(), env: { CI: "true" } })).toBeUndefined();
  expect(ProgressLine.where({ stderr: { ...terminal(), isTTY: false }, env: {} })).toBeUndefined();
  expect(ProgressLine.where({})).toBeUndefined();
});
