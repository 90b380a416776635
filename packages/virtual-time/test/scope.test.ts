import { describe, expect, test } from "vitest";
import { activate, currentScope, runInScope, Scope, VirtualTimeLoop } from "../src/index.ts";

function newScope(): Scope {
  return new Scope(new VirtualTimeLoop());
}

describe("the current scope", () => {
  test("is none outside", () => {
    expect(currentScope()).toBeNull();
  });

  test("is the active one, until another is", () => {
    const [a, b] = [newScope(), newScope()];
    activate(a);
    expect(currentScope()).toBe(a);
    activate(b);
    expect(currentScope()).toBe(b);
    activate(null);
    expect(currentScope()).toBeNull();
  });

  test("goes along with code that was started in it, over macrotasks", async () => {
    const scope = newScope();
    const inside = runInScope(scope, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentScope();
    });
    expect(currentScope()).toBeNull();
    expect(await inside).toBe(scope);
    expect(currentScope()).toBeNull();
  });

  test("the active one goes before the one of the context", () => {
    const [a, b] = [newScope(), newScope()];
    activate(a);
    try {
      expect(runInScope(b, currentScope)).toBe(a);
    } finally {
      activate(null);
    }
  });
});

describe("a scope's numbered timers", () => {
  test("have numbers far from those of real timers, and are cleared by them once", () => {
    const scope = newScope();
    let closed = 0;
    const number = scope.numberTimer({ close: () => closed++ });
    expect(number).toBeGreaterThan(1_000_000_000);
    expect(scope.clearTimer(number)).toBe(true);
    expect(closed).toBe(1);
    expect(scope.clearTimer(number + 1)).toBe(false);
    expect(newScope().clearTimer(number)).toBe(false);
  });
});
