import type { Reporter, TestCase } from "vitest/node";

/** Prints each result as a line of JSON. */
export const lines: Reporter = {
  onTestCaseResult(test: TestCase) {
    const { state, errors = [] } = test.result();
    const [error] = errors;
    process.stdout.write(
      `RESULT ${JSON.stringify({
        pool: test.project.name,
        name: test.name,
        state,
        error: error && { name: error.name, message: error.message, line: error.stacks?.[0]?.line },
      })}\n`,
    );
  },
};
