import { defineConfig, type ViteUserConfig } from "vitest/config";
import { lines } from "../result-lines.ts";

// A project whose setup file registers virtual time, once for each pool. One worker runs both files, and in the last two
// it does so without a fresh process or thread for each.
const conditions = ["@heddle/source", "module", "node", "development|production"];
// The contexts of a vm pool have their own copies of Node's modules, which are made before the setup file runs.
const execArgv = ["--conditions=@heddle/source", "--import", "@heddle/virtual-time/register"];
const pools = [
  { name: "forks", pool: "forks" },
  { name: "threads", pool: "threads" },
  { name: "vmThreads", pool: "vmThreads", execArgv },
  { name: "vmForks", pool: "vmForks", execArgv },
  { name: "forks, not isolated", pool: "forks", isolate: false },
] as const;

const config: ViteUserConfig = defineConfig({
  cacheDir: "../../node_modules/.vite-registered",
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ["default", lines],
    maxWorkers: 1,
    setupFiles: ["setup.ts"],
    projects: pools.map((pool) => ({ extends: true as const, test: { ...pool, include: ["*.fixture.ts"] } })),
  },
});

export default config;
