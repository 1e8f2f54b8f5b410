import { type Child, h } from "./dom.ts";

export interface PanelOptions<T> {
  id: string;
  title: string;
  /** Stands beside another one where there is room. */
  half?: boolean;
  answer: Promise<T>;
  /** What the panel shows; charts it makes draw once they are on the page, and end with the symbol's signal. */
  render(answer: T): Child[];
}

export interface Panel {
  element: HTMLElement;
  /** Whether there was something to show. Never rejects. */
  shown: Promise<boolean>;
}

/** A section of the page: busy until there is an answer, then the answer or, in plain words, why there is none. */
export function panel<T>({ id, title, half, answer, render }: PanelOptions<T>, retry: () => void): Panel {
  const heading = h("h2", { id: `${id}-title` }, title);
  const body = h("div", { class: "body" }, h("p", { class: "soft" }, "Loading …"));
  const element = h(
    "section",
    { id, class: half && "half", "aria-labelledby": heading.id, "aria-busy": "true" },
    heading,
    body,
  );
  const shown = answer
    .then((given) => {
      body.replaceChildren(h("div", {}, ...render(given)));
      return true;
    })
    .catch((error: Error) => {
      body.replaceChildren(failure(error.message, retry));
      return false;
    })
    .finally(() => element.removeAttribute("aria-busy"));
  return { element, shown };
}

/** Why there is nothing to see, and a button that tries again. */
export function failure(message: string, retry: () => void): HTMLElement {
  const button = h("button", { type: "button" }, "Try again");
  button.addEventListener("click", retry);
  return h("div", { class: "failure" }, h("p", {}, message), button);
}

export function warning(text: string | undefined): Child {
  return text !== undefined && h("p", { class: "warning" }, text);
}
