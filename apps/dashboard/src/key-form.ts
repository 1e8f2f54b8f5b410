import { storedKey, storeKey } from "./api/key.ts";
import { h } from "./elements/dom.ts";

/** Asks for an API key and stores it; says so if the server refused the stored one. */
export function keyForm(onKey: () => void): HTMLFormElement {
  const input = h("input", {
    type: "password",
    id: "key",
    autocomplete: "off",
    required: true,
    spellcheck: "false",
  });
  const refused = h(
    "p",
    { class: "warning", role: "alert" },
    "The server does not know the key that was given.",
  );
  const form = h(
    "form",
    { class: "key-form" },
    h("h2", {}, "This server asks for an API key"),
    h("p", { id: "key-note" }, "It is kept until this tab is closed, and is sent to this server only."),
    storedKey() !== null && refused,
    h("label", { for: "key" }, "API key"),
    input,
    h("button", { type: "submit" }, "Use it"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    storeKey(input.value.trim());
    onKey();
  });
  return form;
}
