import type * as Inspector from "node:inspector";
import { describeStep, type Pulse } from "./pulse.ts";

/** One step in a thread goes on for longer than it may: likely an endless loop, or an endless chain of microtasks. */
export class EndlessStepError extends Error {
  override readonly name = "EndlessStepError";
  /** How long a step may take, in milliseconds. */
  readonly stepLimitMs: number;
  /** Which step it is, where it is in the code, and under which schedule, as a sentence. */
  readonly step: string;

  constructor(stepLimitMs: number, step: string) {
    super(`One step has run for ${stepLimitMs / 1000} s, and nothing can interrupt it. ${step}`);
    this.stepLimitMs = stepLimitMs;
    this.step = step;
  }
}

/**
 * Sees whether threads go on. When the steps of one of them have stood still for too long, it is asked through the inspector
 * what it is doing, which even an endless loop answers.
 *
 * @param limitMs - real milliseconds that a step may take; `Infinity`: nobody watches, nor under a debugger
 * @param bark - is told of the first one, once
 * @returns the function that ends it
 */
export function watchThreads(
  pulses: readonly Pulse[],
  limitMs: number,
  bark: (error: EndlessStepError) => void,
): () => void {
  const inspector = process.getBuiltinModule("node:inspector");
  if (limitMs === Infinity || inspector.url() !== undefined) return () => {};
  const watched = pulses.map((pulse) => ({ pulse, beats: pulse.beats, stillMs: 0 }));
  const timer = setInterval(() => {
    for (const one of watched) {
      const { beats } = one.pulse;
      one.stillMs = beats !== undefined && beats === one.beats ? one.stillMs + LOOK_EVERY_MS : 0;
      one.beats = beats;
    }
    const endless = watched.find(({ stillMs }) => stillMs >= limitMs);
    if (endless === undefined) return;
    clearInterval(timer);
    const answer = ask(inspector, endless.pulse.thread).catch(() => NO_ANSWER); // not all hosts know this inspector
    void answer.then((step) => bark(new EndlessStepError(limitMs, step)));
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

const LOOK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 1000;
const NO_ANSWER = "It gave no answer.";

/** Which step a thread runs, as it says itself: all are asked, since the inspector has numbers of its own for them. */
async function ask({ Session }: typeof Inspector, thread: number): Promise<string> {
  const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression: describeStep(thread) } });
  const session = new Session();
  session.connect();
  try {
    return await new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve(NO_ANSWER), ANSWER_WITHIN_MS);
      session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => {
        session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
      });
      session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
        const { id, result } = JSON.parse(params.message) as Answer;
        if (id !== 1 || typeof result?.result.value !== "string") return;
        clearTimeout(timer);
        resolve(result.result.value);
      });
      session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
    });
  } finally {
    session.disconnect();
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly result: { readonly value?: unknown } };
}
