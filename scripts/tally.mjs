// Prints "N passed, N failed" from the JSON reports of vitest whose paths it is given; nothing if there is no report.
import { readFileSync } from "node:fs";

const reports = process.argv
  .slice(2)
  .map((path) => readFileSync(path, "utf8"))
  .filter((text) => text !== "")
  .map((text) => JSON.parse(text));

if (reports.length > 0) {
  const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
  const passed = sum((report) => report.numPassedTests);
  // A file that cannot even be loaded has failed, though none of its tests was counted.
  const broken = ({ testResults }) =>
    testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = sum((report) => report.numFailedTests + broken(report));
  const skipped = sum((report) => report.numPendingTests);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
}
