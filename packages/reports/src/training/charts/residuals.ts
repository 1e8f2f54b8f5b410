import { studentTPdf } from "@lstm-predict/metrics";
import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { TestDays } from "../test-days.ts";

const BINS = 41;
/** The outermost bins count all errors beyond this quantile of the model's or naive's error sizes, the larger. */
const SHOWN = 0.99;

const SERIES = { model: COLOURS.blue, naive: COLOURS.orange, "error bars": COLOURS.ink } as const;

/** Draws histograms of the errors of model and naive, with the distribution that the error bars expect. */
export function residualsChart({ errors, laws }: TestDays, width: number): TopLevelSpec {
  const limit = Math.max(quantile(errors.model), quantile(errors.naive)) || 0.01;
  const step = (2 * limit) / BINS;
  const histogram = (values: Float64Array) => {
    const bins = Array.from({ length: BINS }, (_, k) => ({
      from: k * step - limit,
      to: (k + 1) * step - limit,
      days: 0,
    }));
    for (const value of values) {
      const bin = Math.floor((value + limit) / step);
      bins[Math.min(BINS - 1, Math.max(0, bin))]!.days++;
    }
    return bins;
  };
  const naive = histogram(errors.naive);
  const law = Array.from({ length: 161 }, (_, k) => {
    const at = limit * (k / 80 - 1);
    const days = laws.reduce((sum, { df, scale }) => sum + (step / scale) * studentTPdf(at / scale, df), 0);
    return { from: at, days };
  });
  const x = {
    field: "from",
    type: "quantitative" as const,
    title: "actual close over forecast, less one",
    scale: { domain: [-limit, limit], nice: false },
    axis: { format: "%", grid: false, tickCount: width < 400 ? 5 : 9 },
  };
  const count = valueAxis("days", "days", "d");
  const y = { ...count, scale: { zero: true }, axis: { ...count.axis, tickMinStep: 1 } };
  const colour = (name: keyof typeof SERIES) => ({
    datum: name,
    type: "nominal" as const,
    scale: { domain: Object.keys(SERIES), range: Object.values(SERIES) },
  });
  return {
    config: CONFIG,
    width,
    height: 230,
    layer: [
      {
        data: { values: histogram(errors.model) },
        mark: { type: "rect", opacity: 0.6 },
        encoding: { x, x2: { field: "to" }, y, y2: { datum: 0 }, color: colour("model") },
      },
      {
        data: { values: [...naive, { from: limit, days: naive.at(-1)!.days }] },
        mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 },
        encoding: { x, y, color: colour("naive") },
      },
      {
        data: { values: law },
        mark: { type: "line", strokeWidth: 1.6, strokeDash: [5, 3] },
        encoding: { x, y, color: colour("error bars") },
      },
    ],
  };
}

/** The SHOWN quantile of the absolute errors. */
function quantile(errors: Float64Array): number {
  const sizes = errors.map(Math.abs).sort();
  return sizes[Math.ceil(SHOWN * sizes.length) - 1]!;
}
