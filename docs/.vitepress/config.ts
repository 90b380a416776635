import { transformerTwoslash } from "@shikijs/vitepress-twoslash";
import ts from "typescript";
import { defineConfig } from "vitepress";

export default defineConfig({
  title: "Heddle",
  description: "A deterministic test harness for asynchronous TypeScript",
  cleanUrls: true,
  rewrites: { "decisions/README.md": "decisions/index.md" },
  markdown: {
    // A snippet fenced as "ts twoslash" is compiled against the sources; a wrong one fails the build.
    codeTransformers: [
      transformerTwoslash({
        twoslashOptions: {
          compilerOptions: {
            customConditions: ["@heddle/source"],
            module: ts.ModuleKind.NodeNext,
            moduleResolution: ts.ModuleResolutionKind.NodeNext,
            target: ts.ScriptTarget.ES2023,
            lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
            types: ["node"],
            exactOptionalPropertyTypes: true,
          },
        },
      }),
    ],
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/getting-started" },
      { text: "API", link: "/api/" },
    ],
    sidebar: [
      {
        text: "Guide",
        items: [
          { text: "Getting started", link: "/guide/getting-started" },
          { text: "Virtual time", link: "/guide/virtual-time" },
          { text: "Coming from fake timers", link: "/guide/fake-timers" },
          { text: "Comparison of fake timers", link: "/comparison" },
          { text: "What may happen", link: "/guide/models" },
          { text: "When all orders are too many", link: "/guide/footprints" },
          { text: "Long explorations", link: "/guide/long-explorations" },
          { text: "asyncio for JavaScript people", link: "/guide/asyncio-for-javascript" },
        ],
      },
      {
        text: "How it works",
        items: [
          { text: "Architecture", link: "/architecture" },
          { text: "Semantics", link: "/semantics" },
          { text: "Testing Heddle itself", link: "/testing" },
          { text: "Decisions", link: "/decisions/" },
        ],
      },
      { text: "API", link: "/api/" },
    ],
    search: { provider: "local" },
  },
});
