import { EventLoop } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import { HostCalls } from "../src/host-calls.ts";
import { Scope } from "../src/scope.ts";

const newScope = (): Scope => new Scope(new EventLoop());

describe("what the host calls, where it has no async context, belongs", () => {
  test("to the one scope that is under way, and to none when it has ended", () => {
    const calls = new HostCalls();
    const scope = newScope();
    expect(calls.whose()).toBeNull();
    calls.begin(scope, null);
    calls.begin(scope, null); // in each slice
    expect(calls.whose()).toBe(scope);
    calls.end(scope);
    expect(calls.whose()).toBeNull();
  });

  test("to the innermost of nested scopes", () => {
    const calls = new HostCalls();
    const [outer, inner] = [newScope(), newScope()];
    calls.begin(outer, null);
    calls.begin(inner, outer);
    expect(calls.whose()).toBe(inner);
    calls.end(inner);
    expect(calls.whose()).toBe(outer);
  });

  test("to none of several side by side, and to the last of them that is left", () => {
    const calls = new HostCalls();
    const [a, b, insideA] = [newScope(), newScope(), newScope()];
    calls.begin(a, null);
    calls.begin(b, null);
    expect(calls.whose()).toBeNull();
    calls.begin(insideA, a);
    expect(calls.whose()).toBeNull();
    calls.end(b);
    expect(calls.whose()).toBe(insideA);
  });

  test("to the inner one also when its outer scope ends first", () => {
    const calls = new HostCalls();
    const [outer, inner] = [newScope(), newScope()];
    calls.begin(outer, null);
    calls.begin(inner, outer);
    calls.end(outer);
    expect(calls.whose()).toBe(inner);
  });
});
