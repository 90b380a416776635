import type { Day } from "../day.ts";
import { asyncRetry } from "./async-retry.ts";
import { asyncLibrary } from "./async.ts";
import { bottleneck } from "./bottleneck.ts";
import { cockatiel } from "./cockatiel.ts";
import { cron } from "./cron.ts";
import { croner } from "./croner.ts";
import { exponentialBackoff } from "./exponential-backoff.ts";
import { genericPool } from "./generic-pool.ts";
import { keyv } from "./keyv.ts";
import { limiter } from "./limiter.ts";
import { lodash } from "./lodash.ts";
import { lruCache } from "./lru-cache.ts";
import { nodeCache } from "./node-cache.ts";
import { nodeCron } from "./node-cron.ts";
import { nodeSchedule } from "./node-schedule.ts";
import { opossum } from "./opossum.ts";
import { pDebounce } from "./p-debounce.ts";
import { pMemoize } from "./p-memoize.ts";
import { pQueue } from "./p-queue.ts";
import { pRetry } from "./p-retry.ts";
import { pThrottle } from "./p-throttle.ts";
import { pWaitFor } from "./p-wait-for.ts";
import { quickLru } from "./quick-lru.ts";
import { rateLimiterFlexible } from "./rate-limiter-flexible.ts";
import { rxjs } from "./rxjs.ts";
import { scheduler } from "./scheduler.ts";
import { tarn } from "./tarn.ts";
import { throttleDebounce } from "./throttle-debounce.ts";
import { toadScheduler } from "./toad-scheduler.ts";

/** Every day, in the order of the names. */
export const days: readonly Day[] = [
  asyncRetry,
  asyncLibrary,
  bottleneck,
  cockatiel,
  cron,
  croner,
  exponentialBackoff,
  genericPool,
  keyv,
  limiter,
  lodash,
  lruCache,
  nodeCache,
  nodeCron,
  nodeSchedule,
  opossum,
  pDebounce,
  pMemoize,
  pQueue,
  pRetry,
  pThrottle,
  pWaitFor,
  quickLru,
  rateLimiterFlexible,
  rxjs,
  scheduler,
  tarn,
  throttleDebounce,
  toadScheduler,
];
