import assert from "node:assert/strict";
import type * as FinalForm from "final-form-v5.0.1";
import { race, type Race } from "../race.ts";

// The form said that it was valid, and let itself be submitted, while the value just typed was still being checked.
export const finalFormAsyncValidate: Race = race<typeof FinalForm>({
  id: "final-form-async-validate",
  package: "final-form",
  buggy: { version: "5.0.0", load: () => import("final-form-v5.0.0") },
  fixed: { version: "5.0.1", load: () => import("final-form-v5.0.1") },
  link: "https://github.com/final-form/final-form/pull/513",
  kind: "settled too early",
  bug: "`validating` turns false when the check of an older value ends, though the check of the newer one still runs",

  body:
    ({ createForm }) =>
    async (sim) => {
      let checking = 0;
      let settledTooEarly = false;
      let field: { validating?: boolean; error?: unknown } = {};
      const form = createForm({ onSubmit: () => {} });
      const check = async (value: string): Promise<string | undefined> => {
        checking++;
        try {
          return await sim.io(`check "${value}"`, () => (value === "taken" ? "taken" : undefined));
        } finally {
          checking--;
        }
      };
      form.registerField(
        "name",
        (state) => {
          field = state;
          if (state.validating !== true && checking > 0) settledTooEarly = true;
        },
        { error: true, validating: true },
        { getValidator: () => (value: string | undefined) => (value === undefined ? undefined : check(value)) },
      );

      form.change("name", "free");
      void sim.stimulus("types on", () => form.change("name", "taken"));
      await sim.idle();

      assert.equal(settledTooEarly, false, "the field was settled while a check of it was still running");
      assert.equal(field.error, "taken");
    },
});
