/** Room for labels left of a plot, the same in all charts, so that their time axes line up. */
const LABELS = 44;

/** Prices that span more than this factor are drawn on a log axis, where equal steps are equal returns. */
const LOG_FROM = 8;

/** All days as the x axis, whatever of them a chart shows; `labels: false` for the upper of two plots that share it. */
export function timeAxis(dates: readonly string[], width: number, { labels = true } = {}) {
  return {
    field: "date",
    type: "temporal" as const,
    title: null,
    scale: { type: "utc" as const, domain: [Date.parse(dates[0]!), Date.parse(dates.at(-1)!)], padding: 0 },
    axis: { grid: false, tickCount: width < 400 ? 4 : 8, labels, ticks: labels, labelFlush: true },
  };
}

export function valueAxis(field: string, title: string, format: string) {
  return {
    field,
    type: "quantitative",
    title,
    scale: { zero: false },
    axis: { format, tickCount: 5, titleAnchor: "end", ...CAPTION, ...EXTENT },
  } as const;
}

/** Shares, shortened: 120M, 3B. */
export function volumeAxis(title: string) {
  const axis = valueAxis("volume", title, "~s");
  const labelExpr = "datum.value === 0 ? '0' : replace(datum.label, 'G', 'B')";
  return { ...axis, scale: { zero: true }, axis: { ...axis.axis, tickCount: 2, labelExpr } };
}

/** The axis of the shown prices: linear, or logarithmic when those that decide span a wide range. */
export function priceAxis(shown: Float64Array, title: string, decide = shown) {
  const linear = valueAxis("price", title, ",f");
  if (Math.max(...decide) / Math.min(...decide) < LOG_FROM) return linear;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return {
    ...linear,
    title: `${title}, log scale`,
    scale: { type: "log" as const, domain: [low, high], nice: false },
    axis: { ...linear.axis, values: decadeSteps(low, high) },
  };
}

/** An axis title above the axis, where it can be read without turning one's head. */
const CAPTION = {
  titleAngle: 0,
  titleAlign: "left",
  titleY: -10,
  titleX: -LABELS,
  titleBaseline: "bottom",
} as const;
const EXTENT = { minExtent: LABELS, maxExtent: LABELS } as const;

function decadeSteps(low: number, high: number): number[] {
  const steps: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10) {
    steps.push(...[1, 2, 5].map((step) => step * decade));
  }
  return steps.filter((step) => step >= low && step <= high);
}
