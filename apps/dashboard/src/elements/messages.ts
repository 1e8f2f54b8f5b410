import { h } from "./dom.ts";

/** Why there is nothing to see, and a button that tries again. */
export function failure(message: string, retry: () => void): HTMLElement {
  const button = h("button", { type: "button" }, "Try again");
  button.addEventListener("click", retry);
  return h("div", { class: "failure" }, h("p", {}, message), button);
}

export function warnings(texts: readonly (string | undefined)[]): HTMLElement[] {
  return texts.filter((text) => text !== undefined).map((text) => h("p", { class: "warning" }, text));
}
