/** What a page has and Node does not: the types of this repository are Node's. */
export const page = globalThis as unknown as {
  requestAnimationFrame(callback: (nowMs: number) => void): number;
  cancelAnimationFrame(id: number): void;
  requestIdleCallback(callback: (deadline: { didTimeout: boolean; timeRemaining(): number }) => void): number;
  scheduler: { postTask<T>(task: () => T, options?: { delay?: number }): Promise<T>; yield(): Promise<void> };
  document: { createElement(name: "button"): Button; body: { append(button: Button): void } };
  XMLHttpRequest: new () => EventTarget & {
    open(method: string, url: string): void;
    send(): void;
    responseText: string;
  };
  clearTimeout(id: number): void;
};

export interface Button extends EventTarget {
  textContent: string;
  click(): void;
  remove(): void;
}

export const later = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The address of an answer that comes in real time; the server is in the configuration of the tests. */
export const SLOW = "/answer-after-30-ms";
