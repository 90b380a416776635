// loop-core <- virtual-time <- interleave <- vitest; the private packages may use all.
// Each arrow is a forbidden rule: nothing points up.
const above = {
  "loop-core": ["virtual-time", "interleave", "vitest"],
  "virtual-time": ["interleave", "vitest"],
  interleave: ["vitest"],
  vitest: [],
};
const privatePackages = ["conformance", "examples", "bench"];
const publicSource = `^packages/(${Object.keys(above).join("|")})/src/`;

const arrows = Object.entries(above).map(([name, higher]) => ({
  name: `${name}-points-down`,
  comment: `${name} may not use the packages above it.`,
  severity: "error",
  from: { path: `^packages/${name}/` },
  to: { path: `^packages/(${[...higher, ...privatePackages].join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...arrows,
    {
      name: "no-cycles",
      comment: "Modules that need each other to run cannot be read one at a time. Types may name each other.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "packages-meet-by-name",
      comment: "Another package is imported by its name, never by a relative path.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/", pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    {
      name: "sources-know-no-tests",
      comment: "What is under src works without what is under test and bench.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { path: "^packages/[^/]+/(test|bench)/|\\.(test|test-d|bench)\\.ts$" },
    },
    {
      name: "only-vitest-knows-vitest",
      comment: "The packages below @heddle/vitest work with every test runner.",
      severity: "error",
      from: { path: publicSource, pathNot: "^packages/vitest/" },
      to: { path: "node_modules/(vitest|@vitest/[^/]+)/" },
    },
    {
      name: "sources-use-what-users-install",
      comment: "A published module imports what its own manifest makes users install.",
      severity: "error",
      from: { path: publicSource },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg"], dependencyTypesNot: ["npm", "npm-peer"] },
    },
    {
      name: "everything-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^packages/[^/]+/dist/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@heddle/source", "import", "node", "default"],
    },
  },
};
