import type { BacktestScores, BacktestSummary } from "@lstm-predict/backtest";
import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { scoresByYear } from "../tables.ts";

const GAP = 80;

/** The drawn scores; `ideal` is the level to compare with. */
const PANELS: { key: keyof BacktestScores; title: string; ideal: number; format: string }[] = [
  { key: "mase", title: "MASE", ideal: 1, format: "~g" },
  { key: "winklerToHar", title: "W / HAR", ideal: 1, format: "~g" },
  { key: "coverage", title: "coverage 90", ideal: 0.9, format: "%" },
];

/** Draws the model's scores by year: a grey dot for each symbol, a blue one for their mean. */
export function yearsChart(summary: BacktestSummary, width: number): TopLevelSpec {
  const columns = width < 400 ? 1 : PANELS.length;
  const means = scoresByYear(summary);
  const panel = ({ key, title, ideal, format }: (typeof PANELS)[number]) => {
    const ofSymbols = summary.symbols.flatMap(({ byYear }) =>
      Object.entries(byYear).map(([year, { figures }]) => ({ year, value: figures.model![key].mean })),
    );
    const all = means.map(({ year, scores }) => ({ year, value: scores[key].mean }));
    const y = valueAxis("value", title, format);
    const encoding = {
      x: {
        field: "year",
        type: "ordinal" as const,
        title: null,
        axis: { labelAngle: 0, labelOverlap: "greedy" as const },
      },
      y,
    };
    const dots = (values: typeof all, color: string, size: number) => ({
      data: { values: values.filter(({ value }) => Number.isFinite(value)) },
      mark: { type: "point" as const, filled: true, opacity: 1, color, size },
      encoding,
    });
    return {
      width: (width - (columns - 1) * GAP) / columns,
      height: 150,
      layer: [
        {
          data: { values: [{ value: ideal }] },
          mark: { type: "rule" as const, color: COLOURS.ink, strokeDash: [3, 3] },
          encoding: { y },
        },
        dots(ofSymbols, COLOURS.grey, 25),
        dots(all, COLOURS.blue, 60),
      ],
    };
  };
  return { config: CONFIG, columns, spacing: { row: 40, column: 20 }, concat: PANELS.map(panel) };
}
