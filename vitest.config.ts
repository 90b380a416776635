import { readdirSync } from "node:fs";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// Packages resolve to their sources through the condition "@heddle/source": tests need no build.
const conditions = ["@heddle/source", "module", "node", "development|production"];

const packages = readdirSync("packages");

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: "forks",
    execArgv: ["--conditions=@heddle/source"], // for what Node itself resolves: worker threads
    coverage: { include: ["packages/*/src/**"] },
    projects: packages.map((name) => ({
      extends: true as const,
      test: { name, root: `packages/${name}`, include: ["test/**/*.test.ts"] },
    })),
  },
});

export default config;
