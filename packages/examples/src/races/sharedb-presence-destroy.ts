import type * as Sharedb from "sharedb-v4.1.2";
import { race, type Race } from "../race.ts";

// Leaving a document crashed the page, when the server's answers came in an unusual order.
export const sharedbPresenceDestroy: Race = race<typeof Sharedb>({
  id: "sharedb-presence-destroy",
  package: "sharedb",
  buggy: { version: "4.1.2", load: () => import("sharedb-v4.1.2") },
  fixed: { version: "4.1.4", load: () => import("sharedb-v4.1.4") },
  link: "https://github.com/share/sharedb/commit/b975ab1f7d0d3369c39067a88ca5d0ac6ae6bd5b",
  kind: "crash",
  bug: "destroying a presence and its local part at the same time throws in the handler of the server's answer",

  body:
    ({ default: ShareDB }) =>
    async (sim) => {
      const backend = new ShareDB({ presence: true, doNotForwardSendPresenceErrorsToClient: true });
      backend.errorHandler = () => {};
      const presence = backend.connect().getPresence(`document ${sim.unique()}`);
      const cursor = presence.create("cursor");
      await new Promise<unknown>((done) => presence.subscribe(done));
      await new Promise<unknown>((done) => cursor.submit({ line: 1 }, done));
      backend.use(
        "reply",
        ({ reply }, next) => void sim.io(`reply to "${reply.a}"`, () => undefined).then(() => next()),
      );

      presence.destroy(() => {});
      cursor.destroy(() => {});
      await sim.idle(); // and nothing has thrown on the way
    },
});
