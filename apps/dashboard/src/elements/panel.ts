import { isMissing, type Missing } from "../content/types.ts";
import { type Child, h } from "./dom.ts";
import { failure } from "./messages.ts";

export interface PanelOptions<Content extends object> {
  id: string;
  title: string;
  /** Two half panels share a row where the page is wide enough. */
  half?: boolean;
  content: Promise<Content | Missing>;
  /** Turns content into elements; charts among them draw once they are on the page. `onTitle` changes the title. */
  render(content: Content, onTitle: (title: string) => void): Child[];
}

export interface Panel {
  element: HTMLElement;
  /** Whether the panel could be filled. Never rejects. */
  filled: Promise<boolean>;
}

/** A section of the page: busy until its content is there; a failure takes the place of content that does not come. */
export function panel<Content extends object>(
  { id, title, half, content, render }: PanelOptions<Content>,
  retry: () => void,
): Panel {
  const heading = h("h2", { id: `${id}-title` }, title);
  const onTitle = (text: string) => {
    heading.textContent = text;
  };
  const body = h("div", { class: "body" }, h("p", { class: "soft" }, "Loading …"));
  const attributes = { id, class: half && "half", "aria-labelledby": heading.id, "aria-busy": "true" };
  const element = h("section", attributes, heading, body);
  const filled = content
    .then((known) => {
      const children = isMissing(known) ? [h("p", {}, known.missing)] : render(known, onTitle);
      body.replaceChildren(h("div", {}, ...children));
      return true;
    })
    .catch((error: Error) => {
      body.replaceChildren(failure(error.message, retry));
      return false;
    })
    .finally(() => element.removeAttribute("aria-busy"));
  return { element, filled };
}
