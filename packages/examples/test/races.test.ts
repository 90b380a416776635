import { type FailingOrder, InterleavingError, replay } from "@heddle/interleave";
import { describe, expect, test } from "vitest";
import { races } from "../src/races/index.ts";
import { reportOn } from "../src/study.ts";

/** What each version before the fix is seen to do. */
const symptoms: Record<string, RegExp> = {
  "autocomplete-out-of-order": /"ab" is typed, and the suggestions are for "a"/,
  "cache-manager-wrap-collision": /(acme|globex) got the settings of (acme|globex)/,
  "cockatiel-bulkhead-abort": /The body has not finished/,
  "fastq-abort-count": /\d jobs ran at once, and the concurrency is 2/,
  "fastq-drained-idle": /The body has not finished/,
  "fastq-resume-concurrency": /\d jobs ran at once, and the concurrency is 2/,
  "final-form-async-validate": /the field was settled while a check of it was still running/,
  "lokijs-dirty-flag": /the update is not on disk/,
  "memory-cache-stale-timer": /the new value is gone \d+ ms before its time/,
  "opossum-fallback-twice": /the fallback ran 2 times for one call/,
  "opossum-stale-reset-timer": /half-open \d+ ms after it opened: the reset timeout is 2000 ms/,
  "p-map-iterable-concurrency": /2 uploads at once, and the concurrency is 1/,
  "p-map-iterable-index": /the positions are wrong/,
  "p-map-throwing-iterator": /nobody handled it: the source broke/,
  "p-memoize-concurrent": /loaded 2 times for one key/,
  "p-timeout-abort-timer": /the fallback ran after the user had cancelled/,
  "query-core-cancel-refetch": /fetchQuery\(\) was rejected, and nobody cancelled it/,
  "query-core-remount": /the list stays empty: status "pending"/,
  "reconnecting-ws-close": /a socket was opened after close\(\)/,
  "sharedb-presence-destroy": /Cannot read properties of undefined/,
  "sharedb-subscribe-race": /a reader that has unsubscribed still receives changes/,
  "stompjs-double-connect": /2 connections to the broker are open at the same time/,
  "tarn-create-timeout": /the next acquire\(\) started no other/,
  "zustand-clear-vs-rehydrate": /logged in again after the logout/,
  "zustand-rehydrate-race": /what the other tab has saved is lost/,
};

describe.each(races.map((race) => [race.id, race] as const))("%s", (id, race) => {
  test("fails before the fix, and its schedule replays to the same failure", async () => {
    const { failure, statistics } = await reportOn(race, "buggy");
    expect(messageOf(failure)).toMatch(symptoms[id]!);
    expect(statistics.executions).toBeLessThanOrEqual(100);

    const replayed = replay(await race.body("buggy"), failure!.schedule, race.options);
    const error: unknown = await replayed.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InterleavingError);
    const again = (error as InterleavingError).report.failure;
    expect(messageOf(again)).toBe(messageOf(failure));
    expect(again.trace).toEqual(failure!.trace);
  });

  test("passes after the fix", { timeout: 30_000 }, async () => {
    const budget = { maxExecutions: BUDGETS[id] ?? 20_000, maxTimeMs: 30_000 };
    const { failure, coverage } = await reportOn(race, "fixed", budget);
    expect(failure).toBeUndefined();
    expect(coverage.kind).toBe(id in BUDGETS ? "complete to deviations" : "complete");
  });
});

/** Cases with more interleavings than can be run in a test. */
const BUDGETS: Record<string, number> = { "fastq-abort-count": 3000 };

describe("a longer run-up", () => {
  test.each(races.filter(({ scalable }) => scalable))(
    "does not hide the race from the default strategy: $id",
    async (race) => {
      const { failure } = await reportOn(race, "buggy", { minimise: false }, 12);
      expect(failure?.foundAfter).toBeLessThanOrEqual(100);
      expect(messageOf(failure)).toMatch(symptoms[race.id]!);
    },
  );
});

function messageOf(failure: FailingOrder | undefined): string {
  return failure?.error instanceof Error ? failure.error.message : "no error";
}
