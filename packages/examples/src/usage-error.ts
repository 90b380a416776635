/** The command line makes no sense; says what would. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
