import type { Mark } from "../simulation/history.ts";
import type { TraceEntry } from "./recorder.ts";

/** A trace as text: one line a step, one column a task. A `▸` marks the turning points. */
export function columns(
  entries: readonly TraceEntry[],
  marks: readonly Mark[],
  turningPoints: ReadonlySet<number>,
): string {
  const owners = [...new Set([...entries.map(({ owner }) => owner), ...marks.map(({ owner }) => owner)])];
  const withTime = entries.some(({ atMs }) => atMs > 0);
  const rows: Row[] = [];
  for (const mark of marks.filter(({ step }) => step === 0)) rows.push(markRow(mark));
  for (const entry of entries) {
    rows.push({
      sign: turningPoints.has(entry.step) ? "▸" : "",
      step: String(entry.step),
      time: withTime ? `${round(entry.atMs)} ms` : "",
      owner: entry.owner,
      text: sentence(entry),
    });
    for (const mark of marks) if (mark.step === entry.step) rows.push(markRow(mark));
  }
  return table(elide(rows), owners, withTime);
}

interface Row {
  readonly sign: string;
  readonly step: string;
  readonly time: string;
  readonly owner: string;
  readonly text: string;
}

function markRow(mark: Mark): Row {
  return { sign: "", step: "", time: "", owner: mark.owner, text: `• ${mark.name}` };
}

function sentence({ kind, name, detail }: TraceEntry): string {
  const brought = detail === undefined ? "" : ` ${detail}`;
  switch (kind) {
    case "start":
      return "starts";
    case "arrive":
      return `${name} →`;
    case "respond":
      return `← ${name}${brought}`;
    case "io":
      return `⇄ ${name}${brought}`;
    case "fault":
      return `✗ injected: ${name}${brought}`;
    case "pick":
      return `pick ${name}${brought}`;
    case "stimulus":
      return "happens";
    case "cancel":
      return "✗ is cancelled";
    case "idle":
      return "(everything is idle)";
    case "join":
      return "(all have ended)";
    case "callback":
      return "goes on";
    case "late":
      return `⏱ (${name})`;
    case "timer":
      return `⏱ ${name}`;
  }
}

const LONG = 60;
const KEPT_AROUND = 4;

/** Leaves out long stretches of a long trace in which nothing deviates. */
function elide(rows: readonly Row[]): readonly (Row | number)[] {
  if (rows.length <= LONG) return rows;
  const interesting = rows.map(
    (_, i) =>
      i < KEPT_AROUND ||
      i >= rows.length - 4 * KEPT_AROUND ||
      rows.slice(Math.max(0, i - KEPT_AROUND), i + KEPT_AROUND + 1).some(({ sign }) => sign !== ""),
  );
  const kept: (Row | number)[] = [];
  rows.forEach((row, i) => {
    const last = kept.at(-1);
    if (interesting[i]) kept.push(row);
    else if (typeof last === "number") kept[kept.length - 1] = last + 1;
    else kept.push(1);
  });
  return kept;
}

const GAP = "  ";

function table(rows: readonly (Row | number)[], owners: readonly string[], withTime: boolean): string {
  const shown = rows.filter((row): row is Row => typeof row !== "number");
  const widths = owners.map((owner) =>
    Math.max(owner.length, ...shown.filter((row) => row.owner === owner).map(({ text }) => text.length)),
  );
  const timeWidth = withTime ? Math.max(4, ...shown.map(({ time }) => time.length)) : 0;
  const line = (sign: string, step: string, time: string, cells: readonly string[]): string =>
    [
      `${sign.padEnd(1)} ${step.padStart(4)}`,
      ...(withTime ? [time.padStart(timeWidth)] : []),
      ...cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)),
    ]
      .join(GAP)
      .trimEnd();
  return [
    line("", "step", "time", owners),
    ...rows.map((row) =>
      typeof row === "number"
        ? `     … ${row} more lines …`
        : line(
            row.sign,
            row.step,
            row.time,
            owners.map((owner) => (owner === row.owner ? row.text : "")),
          ),
    ),
  ].join("\n");
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
