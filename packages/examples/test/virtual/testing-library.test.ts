// @vitest-environment happy-dom
import { test } from "@heddle/vitest";
import { fireEvent, waitFor } from "@testing-library/dom";
import type { Document, HTMLElement, HTMLInputElement } from "happy-dom";
import { beforeEach, expect } from "vitest";

// A component that waits until nobody types, and asks a server.

declare const document: Document;

/** Searches when nobody has typed for 300 ms, and shows what it has found. */
function searchBox(search: (text: string) => Promise<string>): SearchBox {
  const [input, status] = [document.createElement("input"), document.createElement("p")];
  let timer: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(input.value).then((found) => (status.textContent = found)), 300);
  });
  document.body.replaceChildren(input, status);
  return { input, status };
}

interface SearchBox {
  readonly input: HTMLInputElement;
  readonly status: HTMLElement;
}

const search = async (text: string): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return `found ${text}`;
};

let box: SearchBox;
beforeEach(() => {
  box = searchBox(search);
});

const type = (value: string): boolean => fireEvent.input(box.input, { target: { value } });
const status = (): string => box.status.textContent;

test.virtual("waitFor sees what comes after a debounce and a request", async ({ time }) => {
  type("a");
  await time.advance(299);
  type("ada");
  await waitFor(() => expect(status()).toBe("found ada"));
  expect(time.now()).toBe(299 + 300 + 500);
});

test.virtual("waitFor gives up after its timeout, in virtual time", async ({ time }) => {
  type("ada");
  await expect(waitFor(() => expect(status()).toBe("found ada"), { timeout: 700 })).rejects.toThrow("found ada");
  expect(time.now()).toBe(700);
});

test.virtual("waitFor polls what changes without the document knowing", async ({ time }) => {
  let ready = false;
  setTimeout(() => (ready = true), 60_000);
  await waitFor(() => expect(ready).toBe(true), { timeout: 120_000, interval: 1000 });
  expect(time.now()).toBe(60_000);
});
