// What each entry itself weighs, minified and compressed: a number to notice in review, not a goal.
const limits = {
  "loop-core": "20 kB",
  "loop-core/threads": "5 kB",
  "virtual-time": "20 kB",
  "virtual-time/fake-timers": "10 kB",
  interleave: "40 kB",
  vitest: "5 kB",
};

export default Object.entries(limits).map(([name, limit]) => {
  const [folder, entry = "index"] = name.split("/");
  return {
    name: `@heddle/${name}`,
    path: `packages/${folder}/dist/${entry}.js`,
    limit,
    ignore: ["@heddle", "vitest", "fast-check", "piscina"],
    modifyRolldownConfig: (config) => ({ ...config, platform: "node" }),
  };
});
