/** The innermost place of a stack that is in the user's code, as `file:line:column`; `undefined` if there is none. */
export function userFrame(stack: string | undefined): string | undefined {
  const frame = stack?.split("\n").find((line) => /^\s*at /.test(line) && !OURS.some((ours) => ours.test(line)));
  const place = frame?.replace(/^.*\(|^\s*at (async )?|\)$/g, "").replace(/^file:\/\//, "");
  return place?.startsWith(WORKING_FOLDER) ? place.slice(WORKING_FOLDER.length) : place;
}

const NAMES = ["loop-core", "virtual-time", "interleave"];

/** The folder that holds this package, as stacks write it; only when it runs from its sources. */
const WORKSPACE = /\(?([^\s()]*\/)interleave\/src\/report\/stack\./.exec(new Error().stack ?? "")?.[1];

/** What the frames are that are not the user's. */
const OURS: readonly RegExp[] = [
  /\bnode:|\(<anonymous>\)|<anonymous>:/, // of the host, and what the watchdog evaluates
  ...NAMES.map((name) => new RegExp(`/@heddle/${name}/dist/`)),
  ...(WORKSPACE === undefined ? [] : NAMES.map((name) => new RegExp(`${escaped(`${WORKSPACE}${name}/`)}(src|dist)/`))),
];

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const WORKING_FOLDER = `${(globalThis as { process?: NodeJS.Process }).process?.cwd() ?? ""}/`;
