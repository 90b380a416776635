/** What may be done at a choice: the event that happens, or the head put behind everything, and then chosen again. */
export type Act = number | "postpone" | "postpone both";

/** An execution, and the ways that it has not gone. */
export interface Parent {
  readonly acts: readonly Act[];
  readonly branches: readonly Branch[];
  /** Whether every part has run it. */
  readonly shared: boolean;
}

/** What it takes of memory, in numbers of 8 bytes, about. */
export function sizeOf({ acts, branches }: Parent): number {
  return acts.length + branches.length + PER_PARENT;
}

/** After how many acts it leaves its parent, and what it does there: there are very many of them, and one number holds both. */
export type Branch = number;

const ACTS = 2 ** 21;

export function branchOf(depth: number, act: Act): Branch {
  return depth * ACTS + (act === "postpone" ? 0 : act === "postpone both" ? 1 : act + 2);
}

export function depthOf(branch: Branch): number {
  return Math.floor(branch / ACTS);
}

function actOf(branch: Branch): Act {
  const act = branch % ACTS;
  return act === 0 ? "postpone" : act === 1 ? "postpone both" : act - 2;
}

/** The schedules that branch off from some executions, one after the other. */
export class Branches {
  readonly #parents: readonly Parent[];
  #parent = 0;
  #branch = 0;

  constructor(parents: readonly Parent[]) {
    this.#parents = parents;
  }

  next(): { readonly acts: readonly Act[]; readonly shared: boolean } | undefined {
    for (let parent = this.#parents[this.#parent]; parent !== undefined; parent = this.#parents[++this.#parent]) {
      const branch = parent.branches[this.#branch++];
      if (branch !== undefined) {
        return { acts: [...parent.acts.slice(0, depthOf(branch)), actOf(branch)], shared: parent.shared };
      }
      this.#branch = 0;
    }
    return undefined;
  }

  save(): SavedBranches {
    return { parents: this.#parents, parent: this.#parent, branch: this.#branch };
  }

  static restore({ parents, parent, branch }: SavedBranches): Branches {
    const branches = new Branches(parents);
    branches.#parent = parent;
    branches.#branch = branch;
    return branches;
  }
}

export interface SavedBranches {
  readonly parents: readonly Parent[];
  readonly parent: number;
  readonly branch: number;
}

const PER_PARENT = 30;
