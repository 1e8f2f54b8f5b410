import { h } from "./dom.ts";

let choices = 0;

/** A row of radio buttons: arrow keys move between them, and screen readers say which one is chosen. */
export function choice<Value extends string>(
  legend: string,
  options: Record<Value, string>,
  chosen: Value,
  onChoose: (value: Value) => void,
): HTMLElement {
  const name = `choice-${choices++}`;
  const fields = (Object.entries(options) as [Value, string][]).map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, checked: value === chosen });
    input.addEventListener("change", () => onChoose(value));
    return h("label", {}, input, h("span", {}, label));
  });
  return h("fieldset", { class: "choice" }, h("legend", {}, legend), ...fields);
}
