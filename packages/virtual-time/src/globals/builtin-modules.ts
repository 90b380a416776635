interface Modules {
  process?: { getBuiltinModule?: (name: string) => unknown };
}

/** A module of the host, as CommonJS code gets it; `undefined` in a host that is not Node or like it. */
export function builtinModule<T>(name: string): T | undefined {
  return (globalThis as Modules).process?.getBuiltinModule?.(name) as T | undefined;
}

/** `import { setTimeout } from "node:timers"` sees what `require("node:timers")` has now. */
export function syncBuiltinExports(): void {
  builtinModule<{ syncBuiltinESMExports?: () => void }>("node:module")?.syncBuiltinESMExports?.();
}
