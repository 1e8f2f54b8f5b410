import type { CoverageBar, CoverageContent } from "../content/coverage.ts";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";

export function renderCoverage(content: CoverageContent): Child[] {
  return [
    h("p", {}, content.lead),
    h("div", { class: "bars", "aria-hidden": "true" }, ...content.bars.map(coverageBar)),
    table(content.table),
    h(
      "p",
      { class: "soft" },
      "The mark on each bar is the promised share. Thirds of the days are by forecast volatility.",
    ),
  ];
}

export function coverageBar({ promised, held, labels }: CoverageBar): HTMLElement {
  const fill = h("div", { class: "fill" });
  const mark = h("div", { class: "mark" });
  // A style attribute would need a wider content security policy; setting a property does not.
  fill.style.width = `${100 * held}%`;
  mark.style.left = `${100 * promised}%`;
  return h(
    "div",
    { class: "bar" },
    h("span", {}, labels.promised),
    h("div", { class: "track" }, fill, mark),
    h("span", {}, labels.held),
  );
}
