/** A step, as a person knows it. */
export interface NamedStep {
  readonly name: string;
  /** The task to which it belongs. */
  readonly owner: string;
  /** What it is known to touch. */
  readonly touches: readonly string[];
}

/**
 * Two steps have nothing in common by what is declared, and yet it matters which of them comes first: something that they
 * share is not declared.
 */
export class FootprintError extends Error {
  override readonly name = "FootprintError";
  /** In the order in which they came first. */
  readonly steps: readonly [NamedStep, NamedStep];
  /** What came of it that they were swapped. */
  readonly difference: string;

  constructor(steps: readonly [NamedStep, NamedStep], difference: string) {
    const [first, second] = steps;
    super(
      `By what is declared it is all the same whether ${label(first)} or ${label(second)} comes first, and it is not: ` +
        `${difference}.\n${line(first)}${line(second)}` +
        "Likely both use a variable of a closure, or state of a module, that no footprint tells of. Put it in an object that " +
        'sim.shared() has returned, or declare it: sim.io(name, effect, { touches: ["key"] }). If neither will do, explore ' +
        'without { footprints: "declared" }.',
    );
    this.steps = steps;
    this.difference = difference;
  }
}

function label({ name, owner }: NamedStep): string {
  return `"${name}" of ${owner}`;
}

function line(step: NamedStep): string {
  return `  ${label(step)} touches ${step.touches.length === 0 ? "nothing that is declared" : step.touches.join(", ")}\n`;
}
