import type { ModelCard } from "@lstm-predict/api/schemas";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";
import { IMPORTED } from "../wording/imported.ts";
import { percent } from "../wording/numbers.ts";

/** Whether the intervals kept their word: overall, and on calm and wild days apart. */
export function coveragePanel({ scores, data }: ModelCard): Child[] {
  if (!scores || !data) return [h("p", {}, IMPORTED)];
  const { intervals, n } = scores.test.model;
  if (!intervals) return [h("p", {}, "This model has no intervals: train it again to get some.")];
  const levels = Object.entries(intervals);
  return [
    h(
      "p",
      {},
      `An interval keeps its word when it holds as many days as it says. Held of the ${n} test days up to ${data.to}:`,
    ),
    h(
      "div",
      { class: "bars", "aria-hidden": "true" },
      ...levels.map(([level, { coverage }]) => bar(Number(level) / 100, coverage ?? 0)),
    ),
    table(
      "Days that the intervals held",
      ["promised", "held", "calm third", "middle", "wild third"],
      levels.map(([level, { coverage, terciles }]) => ({
        head: `${level} %`,
        cells: [coverage, ...terciles].map((share) => percent(share)),
        strong: level === "90",
      })),
    ),
    h("p", { class: "soft" }, "The mark on a bar is the promise. Thirds are by forecast volatility."),
  ];
}

function bar(promised: number, held: number): HTMLElement {
  const fill = h("div", { class: "fill" });
  const mark = h("div", { class: "mark" });
  fill.style.width = `${100 * held}%`;
  mark.style.left = `${100 * promised}%`;
  return h(
    "div",
    { class: "bar" },
    h("span", {}, percent(promised, 0)),
    h("div", { class: "track" }, fill, mark),
    h("span", {}, percent(held)),
  );
}
