/** The innermost place of a stack that is in the user's code, as `file:line:column`; `undefined` if there is none. */
export function userFrame(stack: string | undefined): string | undefined {
  const frame = stack
    ?.split("\n")
    .slice(1)
    .find((line) => /^\s*at /.test(line) && !OURS.some((place) => line.includes(place)));
  const place = frame?.replace(/^.*\(|^\s*at (async )?|\)$/g, "").replace(/^file:\/\//, "");
  return place?.startsWith(WORKING_FOLDER) ? place.slice(WORKING_FOLDER.length) : place;
}

// Where our own frames are: the folders of this package's code and of its siblings, sources or built files.
const HERE = import.meta.url.replace(/[^/]*$/, "");
const PACKAGES = HERE.replace(/\/interleave\/(src|dist)\/.*$/, "/");
const OURS = [
  "node:internal",
  "node:async_hooks",
  "(<anonymous>)",
  "<anonymous>:", // what the watchdog evaluates
  ...["loop-core", "virtual-time", "interleave"].flatMap((name) => [
    `${PACKAGES}${name}/src/`,
    `${PACKAGES}${name}/dist/`,
  ]),
];

const WORKING_FOLDER = `${(globalThis as { process?: NodeJS.Process }).process?.cwd() ?? ""}/`;
