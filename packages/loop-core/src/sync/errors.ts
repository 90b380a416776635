/** Every error of the locks and queues: a class with fields, and a sentence that says what was expected and what to do. */

/** A lock or condition was to be released, or notified, while nobody held it. */
export class NotHeldError extends Error {
  override readonly name = "NotHeldError";
  readonly operation: "release" | "notify" | "wait";
  readonly primitive: "lock" | "condition";

  constructor(operation: "release" | "notify" | "wait", primitive: "lock" | "condition") {
    super(
      `${operation}() needs a ${primitive} that is held, and nobody holds it. Was it released before, ` +
        "or acquire() called without await?",
    );
    this.operation = operation;
    this.primitive = primitive;
  }
}

/** A bounded semaphore was released more often than it was acquired. */
export class OverReleaseError extends RangeError {
  override readonly name = "OverReleaseError";
  readonly permits: number;

  constructor(permits: number) {
    super(`release() was called while all ${permits} permits were there. Release once for each acquire().`);
    this.permits = permits;
  }
}

/** A barrier was aborted or reset while a task waited at it, or is still broken. */
export class BrokenBarrierError extends Error {
  override readonly name = "BrokenBarrierError";
  readonly why: "aborted" | "aborted or reset";

  constructor(why: "aborted" | "aborted or reset") {
    super(`The barrier was ${why}, so the others will not come. After abort() it needs a reset().`);
    this.why = why;
  }
}

/** Nothing is in the queue. */
export class QueueEmpty extends Error {
  override readonly name = "QueueEmpty";

  constructor() {
    super("Nothing is in the queue. Use await get() to wait for an item.");
  }
}

/** There is no room in the queue. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  readonly maxSize: number;

  constructor(maxSize: number) {
    super(`The queue holds ${maxSize} items already. Use await put() to wait for room.`);
    this.maxSize = maxSize;
  }
}

/** The queue was shut down: it takes nothing more, and has nothing more to give. */
export class QueueShutDown extends Error {
  override readonly name = "QueueShutDown";

  constructor() {
    super("The queue was shut down: nothing can be put any more, and what was in it is taken.");
  }
}

/** More items were finished than put. */
export class TaskDoneError extends RangeError {
  override readonly name = "TaskDoneError";

  constructor() {
    super("taskDone() was called more often than items were put. Call it once for each item that get() has given.");
  }
}
