import { formatChange, formatNumber, formatPercent, isKnown, type MaybeNumber } from "./numbers.ts";

/** An explanation must not be read for more than it is. */
export const ATTRIBUTION_NOTE = "An attribution says what the model used, not what moves the market.";

/** Where `explanation.width` is absent. */
export const WIDTH_UNEXPLAINED =
  "The width is not explained: there is no error bar, or it is not made from the terms of a pooled volatility.";

const TERMS: Record<string, string> = {
  day: "the last day's range",
  week: "the last week's ranges",
  month: "the last month's ranges",
  window: "the whole window's ranges",
  volumeDay: "the last day's volume",
  volumeWeek: "the last week's volume",
  vix: "the VIX against its last 60 days",
  vixLevel: "the last 60 days of the VIX",
  network: "the network",
  quantile: "how often intervals missed before",
  constant: "the constant of the model",
};

const FEATURES: Record<string, string> = {
  adj_close: "adjusted close",
  range_variance: "range",
};

const MODELS: Record<string, string> = {
  vix: "the VIX and the symbol's own bars",
  ownLong: "the symbol's own bars of a year",
  own: "the symbol's bars of the window",
};

/** Names a term of the width; a later version may have others. */
export function termName(name: string): string {
  return TERMS[name] ?? name;
}

/** Names a feature of the network, a column of its window. */
export function featureName(name: string): string {
  return FEATURES[name] ?? name;
}

/** The width of the 90 % interval, as `explanation.width` has it. */
export interface ExplainedWidth {
  width: number;
  usual: number;
  usualOf: string;
  model: string;
  networkWeight: number;
}

/** Sentences on the width: how wide it is beside the usual, what it is made from, and the network's part. */
export function widthSentences({ width, usual, usualOf, model, networkWeight }: ExplainedWidth): string[] {
  const days = usualOf === "year" ? "the last year" : "the window";
  return [
    `The 90 % interval is ${formatPercent(width)} wide, ${formatNumber(width / usual, 2)} times the usual ${formatPercent(usual)}, the width after mean days of ${days}. The terms below multiply to ${formatNumber(width / usual, 2)}.`,
    `It is made from ${MODELS[model] ?? model}. ${
      networkWeight === 0
        ? "The network has no part in it."
        : `The network has a weight of ${formatPercent(networkWeight, 0)} in it.`
    }`,
  ];
}

/** The width of a later interval with its terms, as `explanation.laterWidths` has them. */
export interface ExplainedLaterWidth extends Pick<ExplainedWidth, "width" | "usual"> {
  horizon: number;
  terms: readonly { name: string; percent: number }[];
}

/** A table of later intervals: their width, the usual, and how much wider each term makes them, with a column for each. */
export function laterWidthTable(widths: readonly ExplainedLaterWidth[]) {
  const row = (head: string, cell: (width: ExplainedLaterWidth) => string) => ({
    head,
    cells: widths.map(cell),
  });
  // The network has a term only where it has a part.
  const names = new Set(widths.flatMap(({ terms }) => terms.map(({ name }) => name)));
  return {
    caption: "Later 90 % intervals: how much wider each term makes them",
    columns: ["sessions ahead", ...widths.map(({ horizon }) => String(horizon))],
    rows: [
      row("width", ({ width }) => formatPercent(width)),
      row("usual", ({ usual }) => formatPercent(usual)),
      ...Array.from(names, (name) =>
        row(termName(name), ({ terms }) => {
          const term = terms.find((of) => of.name === name);
          return shareText((term?.percent ?? 0) / 100);
        }),
      ),
    ],
  };
}

/** The forecast close, as `explanation.point` has it. */
export interface ExplainedPoint {
  logReturn: MaybeNumber;
  drift: number;
  shrinkage: number;
  networkReturn: MaybeNumber;
}

/** A sentence on the forecast close. */
export function pointSentence({ logReturn, drift, shrinkage, networkReturn }: ExplainedPoint): string {
  const change = (logarithm: MaybeNumber) =>
    formatChange(isKnown(logarithm) ? Math.expm1(logarithm) : logarithm);
  const head = `The forecast is the last close and ${change(logReturn)}`;
  if (!isKnown(networkReturn)) return `${head}, its drift: the network had no part.`;
  if (shrinkage === 1 && drift === 0) return `${head}: all of it is the network's.`;
  const network =
    shrinkage === 0
      ? `none of the network's ${change(networkReturn)}, which did not help on the validation days`
      : `${formatPercent(shrinkage)} of the network's ${change(networkReturn)}`;
  return `${head}: ${change(drift)} of drift, and ${network}.`;
}

/** An output of the network, as `explanation.network.outputs` has it. */
export interface ExplainedOutput {
  name: string;
  value: number;
  baseline: number;
  difference: number;
  sum: number;
  error: number;
  attributions: readonly (readonly number[])[];
}

const OUTPUTS: Record<string, string> = {
  logVariance: "How far: the network's volatility",
  logReturn: "Where: the network's return",
  price: "Where: the network's price",
};

/** Names an output of the network. */
export function outputTitle({ name }: Pick<ExplainedOutput, "name">): string {
  return OUTPUTS[name] ?? name;
}

/** A sentence on what the network forecasts, beside what it forecasts for the baseline. */
export function outputSentence(
  { name, value, baseline }: Pick<ExplainedOutput, "name" | "value" | "baseline">,
  compared: string,
): string {
  const shown = [value, baseline].map((one) => outputText(name, one));
  const other =
    compared === "mean" ? "a window of mean days" : "a window in the middle of its training range";
  return `The network forecasts ${shown[0]}; for ${other} it forecasts ${shown[1]}.`;
}

function outputText(name: string, value: number): string {
  if (name === "logVariance") return `a volatility of ${formatPercent(Math.exp(value / 2), 2)} a day`;
  return name === "logReturn" ? `a return of ${formatChange(value)}` : `a close of ${formatNumber(value, 2)}`;
}

/** An attribution as readers see it: of a log variance, the percent that it adds to the volatility. */
export function attributionText(name: string, value: number): string {
  if (name === "price") return signed(formatNumber(Math.abs(value), 2), value);
  if (name === "logReturn") return signed(formatPercent(Math.abs(value), 3), value);
  return shareText(Math.exp(value / 2) - 1);
}

/** A share as percent with its sign: 0.192 is "+19.2 %". */
export function shareText(share: number): string {
  return signed(formatPercent(Math.abs(share)), share);
}

/** No sign before what rounds to 0. */
function signed(text: string, value: number): string {
  if (Number.parseFloat(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** The attributions of each feature, summed over the days. */
export function sumsByFeature({ attributions }: Pick<ExplainedOutput, "attributions">): number[] {
  return attributions[0]!.map((_, feature) => attributions.reduce((sum, day) => sum + day[feature]!, 0));
}

/** A larger relative error says that the gradients were taken at too few points. */
const EXACT = 0.01;

/** A sentence that compares the sum of the attributions with the difference that it should be. */
export function completenessSentence({ name, difference, sum, error }: ExplainedOutput): string {
  const digits = name === "price" ? 2 : 5;
  const doubt = error > EXACT ? " Do not rely on them: the window is too far from the training." : "";
  return `Check: the attributions sum to ${formatNumber(sum, digits)}, the output differs by ${formatNumber(difference, digits)} (error ${formatPercent(error, 2)}).${doubt}`;
}
