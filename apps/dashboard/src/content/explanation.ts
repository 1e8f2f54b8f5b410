import type { OutputExplanation, SymbolForecast } from "@lstm-predict/api-client";
import {
  ATTRIBUTION_NOTE,
  attributionText,
  completenessSentence,
  featureName,
  laterWidthTable,
  outputSentence,
  outputTitle,
  pointSentence,
  shareText,
  sumsByFeature,
  termName,
  WIDTH_UNEXPLAINED,
  widthSentences,
} from "@lstm-predict/reports/wording";
import { networkSentence } from "./horizon.ts";
import type { Missing, Table } from "./types.ts";

type Explanation = NonNullable<SymbolForecast["explanation"]>;
type Network = NonNullable<Explanation["network"]>;

/** A term of the width: by how many percent it makes the interval wider, and that as a share of the largest. */
export interface TermBar {
  name: string;
  text: string;
  /** From -1 to 1. */
  size: number;
}

/** The attributions of a feature by day, oldest first. */
export interface HeatRow {
  name: string;
  /** From -1 to 1, the largest of all features being 1. */
  cells: number[];
  /** What each cell says. */
  titles: string[];
  sum: string;
}

export interface OutputContent {
  title: string;
  sentence: string;
  caption: string;
  rows: HeatRow[];
  /** Sums of days, for readers who do not see the rows. */
  table: Table;
  /** Every day. */
  days: () => Table;
  check: string;
}

export interface ExplanationContent {
  width: { sentences: string[]; bars: TermBar[] } | { sentences: string[]; bars?: undefined };
  /** Terms of later intervals; undefined if they are not explained. */
  later: Table | undefined;
  point: string;
  outputs: OutputContent[];
  notes: string[];
}

/** Why the forecast of the next session is as it is. */
export function explanationContent(forecast: SymbolForecast): Missing | ExplanationContent {
  const { explanation } = forecast;
  if (!explanation) return { missing: "The server gave no explanation: it is of an older version." };
  const { width, laterWidths, point, network } = explanation;
  return {
    width: width
      ? { sentences: widthSentences(width), bars: termBars(width.terms) }
      : {
          sentences: [WIDTH_UNEXPLAINED],
        },
    later: laterWidths && laterWidthTable(laterWidths),
    point: [pointSentence(point), networkSentence(forecast)].filter(Boolean).join(" "),
    outputs: network?.outputs.map((output) => outputContent(network, output)) ?? [],
    notes: [
      ...(network
        ? [
            `Integrated gradients at ${network.points} points between a window of ${network.baseline === "mean" ? "mean days" : "days in the middle of the training range"} and this one, in ${Math.round(network.milliseconds)} ms.`,
          ]
        : []),
      ATTRIBUTION_NOTE,
    ],
  };
}

function termBars(terms: NonNullable<Explanation["width"]>["terms"]): TermBar[] {
  const most = largest(terms.map(({ percent }) => percent));
  return terms.map(({ name, percent }) => ({
    name: termName(name),
    text: shareText(percent / 100),
    size: percent / most,
  }));
}

/** The spans of days that the table sums, from the last day on. */
const SPANS = [
  { name: "last day", days: 1 },
  { name: "4 days before", days: 4 },
  { name: "earlier", days: Number.POSITIVE_INFINITY },
];

function outputContent({ features, days = [], baseline }: Network, output: OutputExplanation): OutputContent {
  const { name, attributions } = output;
  const text = (value: number) => attributionText(name, value);
  const most = largest(attributions.flat());
  const sums = sumsByFeature(output).map(text);
  const names = features.map(featureName);
  const rows = names.map((feature, k) => {
    const values = attributions.map((day) => day[k]!);
    return {
      name: feature,
      cells: values.map((value) => value / most),
      titles: values.map((value, day) => `${days[day]}, ${feature}: ${text(value)}`),
      sum: sums[k]!,
    };
  });
  return {
    title: outputTitle(output),
    sentence: outputSentence(output, baseline),
    caption: `${days[0]} to ${days.at(-1)}, a column a day. Blue adds, orange takes away; the stronger, the more.`,
    rows,
    table: {
      caption: `${outputTitle(output)}: what each column of the bars added, by time`,
      columns: ["column", ...SPANS.map((span) => span.name), "all"],
      rows: names.map((feature, k) => ({
        head: feature,
        cells: [...spanSums(attributions.map((day) => day[k]!)).map(text), sums[k]!],
      })),
    },
    days: () => ({
      caption: `${outputTitle(output)}: what each day added, newest first`,
      columns: ["day", ...names],
      rows: attributions.map((day, index) => ({ head: days[index]!, cells: day.map(text) })).reverse(),
    }),
    check: completenessSentence(output),
  };
}

/** The sums of `SPANS`. */
function spanSums(values: readonly number[]): number[] {
  let end = values.length;
  return SPANS.map(({ days }) => {
    const from = Math.max(0, end - days);
    const sum = values.slice(from, end).reduce((total, value) => total + value, 0);
    end = from;
    return sum;
  });
}

/** The largest magnitude, or 1 if all are 0. */
function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs)) || 1;
}
