import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// `npm run test:browser` finds the browser and names it here. Without a name it is Playwright's own.
const executablePath = process.env["CHROMIUM_PATH"];

const args = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ["@heddle/source", "module", "browser", "development|production"] },
  optimizeDeps: { exclude: ["dequal"] }, // found late, it would make the page load anew
  plugins: [
    {
      name: "an answer in real time",
      configureServer: ({ middlewares }) => {
        middlewares.use("/answer-after-30-ms", (_request, response) => {
          setTimeout(() => response.end("the answer"), 30);
        });
      },
    },
  ],
  test: {
    include: ["packages/*/test/browser/*.browser.ts"],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { args, ...(executablePath === undefined ? {} : { executablePath }) } }),
      instances: [{ browser: "chromium" }],
    },
  },
});

export default config;
