import { currentScope } from "@heddle/virtual-time";
import { chai, expect } from "vitest";

/** An assertion that only makes sense in a test that runs once. */
export class RefusedAssertionError extends Error {
  override readonly name = "RefusedAssertionError";
  /** As one writes it: `expect.soft`. */
  readonly assertion: string;

  constructor(assertion: string, reason: string) {
    super(
      `${assertion} can't be used in the body of test.interleave: ${reason}. ` +
        "Use a plain assertion that throws at once, or put it in an ordinary test.",
    );
    this.assertion = assertion;
  }
}

/**
 * From now on, code that an exploration runs can't use the assertions that count calls or wait in real time; all other
 * code can. Refusals nest: the last one to be undone gives the assertions back.
 *
 * @returns the function that undoes it
 */
export function refuseAssertions(): () => void {
  if (refusals++ === 0) for (const refused of refusedAssertions()) undo.push(guard(refused));
  return () => {
    if (--refusals === 0) for (const giveBack of undo.splice(0)) giveBack();
  };
}

// There is one `expect` in a process, and so one count.
let refusals = 0;
const undo: (() => void)[] = [];

interface Refused {
  readonly owner: object;
  readonly key: string;
  readonly error: () => RefusedAssertionError;
}

function refusedAssertions(): Refused[] {
  const matchers: object = chai.Assertion.prototype;
  const snapshots = Object.getOwnPropertyNames(matchers).filter((key) => /snapshot/i.test(key));
  return [
    ...Object.entries(STATIC).map(([key, reason]) => ({
      owner: expect,
      key,
      error: () => new RefusedAssertionError(`expect.${key}`, reason),
    })),
    ...snapshots.map((key) => ({
      owner: matchers,
      key,
      error: () =>
        new RefusedAssertionError(
          key,
          "a snapshot is numbered by how often it was taken, and the body runs many times",
        ),
    })),
  ];
}

const STATIC = {
  soft: "it marks the test as failed and goes on, so that the order which fails would be lost",
  poll: "it waits in real time, which does not pass during an exploration",
  assertions: "it counts the assertions of the whole test, and the body runs many times",
};

/**
 * Puts an accessor in the place of a method. A function around it would not do: for an inline snapshot in another test,
 * vitest counts the frames from the method to the test.
 */
function guard({ owner, key, error }: Refused): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  if (descriptor === undefined || !("value" in descriptor)) return () => {};
  Object.defineProperty(owner, key, {
    configurable: true,
    enumerable: descriptor.enumerable ?? false,
    get: () => {
      if (currentScope() !== null) throw error();
      return descriptor.value as unknown;
    },
    set: (value: unknown) => {
      descriptor.value = value;
    },
  });
  return () => void Object.defineProperty(owner, key, descriptor);
}
