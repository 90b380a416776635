import { defineConfig, type ViteUserConfig } from "vitest/config";

const conditions = ["@heddle/source", "module", "node", "development|production"];
const config: ViteUserConfig = defineConfig({
  cacheDir: "../../../node_modules/.vite-comparison",
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["vitest.child.ts"],
    dangerouslyIgnoreUnhandledErrors: true,
    execArgv: ["--harmony-temporal", "--import", new URL("../host.ts", import.meta.url).href],
  },
});

export default config;
