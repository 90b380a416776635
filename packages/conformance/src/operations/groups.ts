import { type Running, type TaskGroup, taskGroup } from "@heddle/loop-core";
import type { Frame, Returned } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import type { Body } from "../language/grammar.ts";

export const groupSteps = {
  tg_spawn(run: Interpreter, frame: Frame, groupName: string, name: string, body: Body): void {
    const group = run.scope.groups.get(groupName);
    if (group === undefined) run.emit(frame.label, "tg_spawn?", groupName);
    else run.spawn(name, body, {}, group);
  },
};

export const groupBlocks = {
  *tg(run: Interpreter, frame: Frame, name: string, body: Body): Steps<Returned | null> {
    const inside = (group: TaskGroup): Running<Returned | null> => {
      run.scope.groups.set(name, group);
      return run.kind.coroutine(() => run.run(frame, body))() as Running<Returned | null>;
    };
    let returned: Returned | null;
    try {
      returned = yield* run.kind.wait(taskGroup(inside));
    } catch (error) {
      run.emit(frame.label, "tg!", error);
      throw error;
    }
    run.emit(frame.label, "tg");
    return returned;
  },
};
