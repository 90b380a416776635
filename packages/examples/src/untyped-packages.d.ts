// What the examples use of packages that ship no types; one declaration for both versions.

declare module "lokijs-v*" {
  interface Adapter {
    loadDatabase(name: string, done: (text: string | null) => void): void;
    saveDatabase(name: string, text: string, done: (error: Error | null) => void): void;
  }
  interface Collection<T> {
    insert(document: T): T;
    update(document: T): void;
  }
  export default class Loki {
    constructor(name: string, options: { adapter: Adapter; throttledSaves: boolean });
    addCollection<T extends object>(name: string): Collection<T>;
    autosaveDirty(): boolean;
    saveDatabase(done: (error: Error | null) => void): void;
  }
}

declare module "memory-cache-v*" {
  const cache: {
    put(key: string, value: string, timeToLiveMs: number): void;
    get(key: string): string | null;
  };
  export default cache;
}

declare module "opossum-v*" {
  import type { EventEmitter } from "node:events";

  interface Options {
    timeout: number | false;
    resetTimeout: number;
    rollingCountTimeout: number;
    errorThresholdPercentage?: number;
  }
  interface Breaker extends EventEmitter {
    readonly opened: boolean;
    fire(): Promise<unknown>;
    close(): void;
    fallback(answer: () => unknown): void;
    shutdown(): void;
  }
  // A plain function up to version 1, a class since.
  const CircuitBreaker: {
    (action: () => Promise<unknown>, options: Options): Breaker;
    new (action: () => Promise<unknown>, options: Options): Breaker;
  };
  export default CircuitBreaker;
}

declare module "sharedb-v*" {
  type Done = (error?: Error) => void;

  interface Doc {
    readonly data: { readonly n: number } | undefined;
    readonly subscribed: boolean;
    create(data: object, done: Done): void;
    subscribe(done: Done): void;
    unsubscribe(done: Done): void;
    submitOp(operation: object[], done: Done): void;
  }
  interface LocalPresence {
    submit(value: object, done: Done): void;
    destroy(done: Done): void;
  }
  interface Presence {
    create(id: string): LocalPresence;
    subscribe(done: Done): void;
    destroy(done: Done): void;
  }
  interface Connection {
    get(collection: string, id: string): Doc;
    getPresence(channel: string): Presence;
    once(event: "connected", listener: () => void): void;
  }
  export default class ShareDB {
    constructor(options?: { presence?: boolean; doNotForwardSendPresenceErrorsToClient?: boolean });
    errorHandler: (error: Error) => void;
    connect(): Connection;
    use(
      action: "receive" | "reply",
      middleware: (context: { data: { a: string }; reply: { a: string } }, next: Done) => void,
    ): void;
  }
}
