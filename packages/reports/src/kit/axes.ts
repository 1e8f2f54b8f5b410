/** Pixels for labels left of a plot, equal in all charts, so that their time axes align. */
const LABELS = 44;

/** Prices that span at least this factor get a log axis, on which equal distances are equal returns. */
const LOG_FROM = 8;

/** A time axis over all `dates`, even if a chart shows fewer; `labels: false` for the upper of two plots that share it. */
export function timeAxis(dates: readonly string[], width: number, { labels = true } = {}) {
  return {
    field: "date",
    type: "temporal" as const,
    title: null,
    scale: { type: "utc" as const, domain: [Date.parse(dates[0]!), Date.parse(dates.at(-1)!)], padding: 0 },
    axis: { grid: false, tickCount: width < 400 ? 4 : 8, labels, ticks: labels, labelFlush: true },
  };
}

/** A linear axis of `field`; `format` is a d3 number format. */
export function valueAxis(field: string, title: string, format: string) {
  return {
    field,
    type: "quantitative",
    title,
    scale: { zero: false },
    axis: { format, tickCount: 5, titleAnchor: "end", ...CAPTION, ...EXTENT },
  } as const;
}

/** The axis of the volume in shares, abbreviated: 120M, 3B. */
export function volumeAxis(title: string) {
  const axis = valueAxis("volume", title, "~s");
  const labelExpr = "datum.value === 0 ? '0' : replace(datum.label, 'G', 'B')";
  return { ...axis, scale: { zero: true }, axis: { ...axis.axis, tickCount: 2, labelExpr } };
}

/** The axis of the prices `shown`: logarithmic if the prices `decide` span at least a factor of LOG_FROM, else linear. */
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

/** Puts the title of an axis above it, horizontally. */
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
