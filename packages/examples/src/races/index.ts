import type { Race } from "../race.ts";
import { autocompleteOutOfOrder } from "./autocomplete-out-of-order.ts";
import { cacheManagerWrapCollision } from "./cache-manager-wrap-collision.ts";
import { cockatielBulkheadAbort } from "./cockatiel-bulkhead-abort.ts";
import { fastqAbortCount } from "./fastq-abort-count.ts";
import { fastqDrainedIdle } from "./fastq-drained-idle.ts";
import { fastqResumeConcurrency } from "./fastq-resume-concurrency.ts";
import { finalFormAsyncValidate } from "./final-form-async-validate.ts";
import { lokijsDirtyFlag } from "./lokijs-dirty-flag.ts";
import { memoryCacheStaleTimer } from "./memory-cache-stale-timer.ts";
import { opossumFallbackTwice } from "./opossum-fallback-twice.ts";
import { opossumStaleResetTimer } from "./opossum-stale-reset-timer.ts";
import { pMapIterableConcurrency } from "./p-map-iterable-concurrency.ts";
import { pMapIterableIndex } from "./p-map-iterable-index.ts";
import { pMapThrowingIterator } from "./p-map-throwing-iterator.ts";
import { pMemoizeConcurrent } from "./p-memoize-concurrent.ts";
import { pTimeoutAbortTimer } from "./p-timeout-abort-timer.ts";
import { queryCoreCancelRefetch } from "./query-core-cancel-refetch.ts";
import { queryCoreRemount } from "./query-core-remount.ts";
import { reconnectingWsClose } from "./reconnecting-ws-close.ts";
import { sharedbPresenceDestroy } from "./sharedb-presence-destroy.ts";
import { sharedbSubscribeRace } from "./sharedb-subscribe-race.ts";
import { stompjsDoubleConnect } from "./stompjs-double-connect.ts";
import { tarnCreateTimeout } from "./tarn-create-timeout.ts";
import { zustandClearVsRehydrate } from "./zustand-clear-vs-rehydrate.ts";
import { zustandRehydrateRace } from "./zustand-rehydrate-race.ts";

export type { Race };

/** All races, in the order in which they are run. */
export const races: readonly Race[] = [
  autocompleteOutOfOrder,
  cacheManagerWrapCollision,
  cockatielBulkheadAbort,
  fastqAbortCount,
  fastqDrainedIdle,
  fastqResumeConcurrency,
  finalFormAsyncValidate,
  lokijsDirtyFlag,
  memoryCacheStaleTimer,
  opossumFallbackTwice,
  opossumStaleResetTimer,
  pMapIterableConcurrency,
  pMapIterableIndex,
  pMapThrowingIterator,
  pMemoizeConcurrent,
  pTimeoutAbortTimer,
  queryCoreCancelRefetch,
  queryCoreRemount,
  reconnectingWsClose,
  sharedbPresenceDestroy,
  sharedbSubscribeRace,
  stompjsDoubleConnect,
  tarnCreateTimeout,
  zustandClearVsRehydrate,
  zustandRehydrateRace,
];
