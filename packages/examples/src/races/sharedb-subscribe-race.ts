import assert from "node:assert/strict";
import type * as Sharedb from "sharedb-v1.3.2";
import { race, type Race } from "../race.ts";

// A client that had unsubscribed went on receiving changes, and the server kept its stream forever.
export const sharedbSubscribeRace: Race = race<typeof Sharedb>({
  id: "sharedb-subscribe-race",
  package: "sharedb",
  buggy: { version: "1.3.2", load: () => import("sharedb-v1.3.2") },
  fixed: { version: "1.3.3", load: () => import("sharedb-v1.3.3") },
  link: "https://github.com/share/sharedb/commit/a417849249cfded59ba8bf01d749aecd086f1058",
  kind: "wrong order",
  bug: "unsubscribe(), when it overtakes subscribe() in the server, leaves the server streaming to a client that has left",

  body:
    ({ default: ShareDB }) =>
    async (sim) => {
      const backend = new ShareDB();
      const title = `book ${sim.unique()}`;
      const author = backend.connect().get("books", title);
      await new Promise<unknown>((done) => author.create({ n: 0 }, done));
      backend.use("receive", ({ data }, next) => {
        const names: Record<string, string> = { s: "subscribe", u: "unsubscribe" };
        const name = names[data.a];
        if (name === undefined) next();
        else void sim.io(name, () => undefined).then(() => next());
      });
      const connection = backend.connect();
      const reader = connection.get("books", title);
      await new Promise<void>((done) => connection.once("connected", done));

      await Promise.all([
        new Promise<unknown>((done) => reader.subscribe(done)),
        new Promise<unknown>((done) => reader.unsubscribe(done)),
      ]);
      assert.equal(reader.subscribed, false);
      const before = reader.data?.n;
      await new Promise<unknown>((done) => author.submitOp([{ p: ["n"], na: 1 }], done));
      await sim.idle();

      assert.equal(reader.data?.n, before, "a reader that has unsubscribed still receives changes");
    },
});
