import assert from "node:assert/strict";
import type * as Lokijs from "lokijs-v1.5.1";
import { race, type Race } from "../race.ts";

// What was changed while the database was being saved was gone after a restart.
export const lokijsDirtyFlag: Race = race<typeof Lokijs>({
  id: "lokijs-dirty-flag",
  package: "lokijs",
  buggy: { version: "1.5.1", load: () => import("lokijs-v1.5.1") },
  fixed: { version: "1.5.2", load: () => import("lokijs-v1.5.2") },
  link: "https://github.com/techfort/LokiJS/commit/33c600c98d4769918fa871bf23d8aeeb76a54711",
  kind: "lost update",
  bug: "a save clears the dirty flag at its end: what was changed meanwhile is never saved",

  body:
    ({ default: Loki }) =>
    async (sim) => {
      let disk = "";
      const db = new Loki("things.db", {
        throttledSaves: false,
        adapter: {
          loadDatabase: (_name, done) => done(null),
          saveDatabase: (_name, text, done) =>
            void sim.io("write to disk", () => void (disk = text)).then(() => done(null)),
        },
      });
      const things = db.addCollection<{ version: number }>("things");
      const thing = things.insert({ version: 1 });
      const autosave = (): void => {
        if (db.autosaveDirty()) db.saveDatabase(() => {});
      };

      autosave();
      void sim.stimulus("update", () => {
        thing.version = 2;
        things.update(thing);
      });
      await sim.idle();
      autosave();
      await sim.idle();

      const saved = JSON.parse(disk) as { collections: { data: { version: number }[] }[] };
      assert.equal(saved.collections[0]?.data[0]?.version, 2, "the update is not on disk");
    },
});
