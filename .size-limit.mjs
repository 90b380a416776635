// What each package itself weighs, minified and compressed: a number to notice in review, not a goal.
const limits = {
  "loop-core": "20 kB",
  "virtual-time": "20 kB",
  interleave: "40 kB",
  vitest: "5 kB",
};

export default Object.entries(limits).map(([name, limit]) => ({
  name: `@heddle/${name}`,
  path: `packages/${name}/dist/index.js`,
  limit,
  ignore: ["@heddle", "vitest", "fast-check"],
  modifyRolldownConfig: (config) => ({ ...config, platform: "node" }),
}));
