/** Rows as text: the first column to the left, the others, which are numbers, to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}

/** @example 12345.6 -> "12,346" */
export function integer(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** @example 1.234 -> "1.23 x" */
export function ratio(value: number): string {
  return `${value.toFixed(2)} x`;
}

/** A number of executions, where only so many were allowed. @example within(100, Infinity) -> "> 100" */
export function within(most: number, executions: number): string {
  return executions <= most ? integer(executions) : `> ${integer(most)}`;
}
