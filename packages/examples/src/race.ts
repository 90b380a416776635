import type { Body } from "@heddle/interleave";

/**
 * A race in a published package, as its users met it: one test, and the package before and after the fix.
 *
 * `Package` is what the test uses of the package, in both versions.
 */
export interface RaceDefinition<Package> {
  /** The name of its file, and its name on the command line. */
  readonly id: string;
  /** The name of the package on npm. */
  readonly package: string;
  /** The last version that has the bug. */
  readonly buggy: PublishedVersion;
  /** The first version without it. */
  readonly fixed: PublishedVersion;
  /** Where the maintainers discussed or fixed it. */
  readonly link: string;
  /** What sort of bug it is, in two or three words. */
  readonly kind: string;
  /** What goes wrong, in a sentence. */
  readonly bug: string;
  /** Nothing that a timer does later than this is waited for; the default of `explore` if left out. */
  readonly horizonMs?: number;
  /** Whether `scale` lengthens what comes before the race. Default: no. */
  readonly scalable?: boolean;
  /** The test. */
  body(pkg: Package, scale: number): Body;
}

interface PublishedVersion {
  readonly version: string;
  /** Imports it. To the compiler, two versions of a package have nothing in common; to the test, they are the same. */
  load(): Promise<unknown>;
}

/** A race whose package's type is its own affair. */
export interface Race extends Pick<RaceDefinition<never>, "id" | "package" | "link" | "kind" | "bug"> {
  readonly buggy: string;
  readonly fixed: string;
  readonly options: { readonly horizonMs?: number };
  readonly scalable: boolean;
  /** Loads the package and makes the body to explore. */
  body(version: "buggy" | "fixed", scale?: number): Promise<Body>;
}

export function race<Package>(definition: RaceDefinition<Package>): Race {
  const { id, package: name, link, kind, bug, buggy, fixed, horizonMs, scalable = false } = definition;
  return {
    id,
    package: name,
    link,
    kind,
    bug,
    buggy: buggy.version,
    fixed: fixed.version,
    options: horizonMs === undefined ? {} : { horizonMs },
    scalable,
    body: async (version, scale = 0) => definition.body((await definition[version].load()) as Package, scale),
  };
}
