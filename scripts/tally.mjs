// Prints "N passed, N failed" from the JSON report of vitest whose path it is given; nothing if there is no report.
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2], "utf8");

if (text !== "") {
  const report = JSON.parse(text);
  // A file that cannot even be loaded has failed, though none of its tests was counted.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : "";
  console.log(`${report.numPassedTests} passed, ${failed} failed${skipped}`);
}
