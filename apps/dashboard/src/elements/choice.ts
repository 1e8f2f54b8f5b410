import { h } from "./dom.ts";

let groups = 0;

/** A row of buttons of which one is pressed: radio buttons, so that arrow keys and screen readers know what to do. */
export function choice<Value extends string>(
  legend: string,
  options: Record<Value, string>,
  chosen: Value,
  onChoose: (value: Value) => void,
): HTMLElement {
  const name = `choice-${groups++}`;
  const fields = (Object.entries(options) as [Value, string][]).map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, checked: value === chosen });
    input.addEventListener("change", () => onChoose(value));
    return h("label", {}, input, h("span", {}, label));
  });
  return h("fieldset", { class: "choice" }, h("legend", {}, legend), ...fields);
}
