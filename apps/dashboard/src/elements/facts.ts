import type { Fact } from "../content/types.ts";
import { h } from "./dom.ts";

/** Names and values, one under the other. */
export function factList(facts: readonly Fact[]): HTMLElement {
  const lines = facts.map(({ name, value, code }) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, code ? h("code", {}, value) : value)),
  );
  return h("dl", { class: "facts" }, ...lines);
}
