import type { ModelCard, SymbolForecast } from "@lstm-predict/api-client";
import {
  describeInterval,
  describeTracked,
  directionVerdict,
  formatChange,
  formatDate,
  formatPercent,
  formatPrice,
  frequencyOf,
} from "@lstm-predict/reports/wording";
import { errorBarSentence, horizonSentences, networkSentence } from "./horizon.ts";
import type { Table } from "./types.ts";

type Intervals = NonNullable<SymbolForecast["intervals"]>;
type SplitScores = NonNullable<ModelCard["scores"]>["test"];

/** A number in large type, with its name above and a note below. */
export interface Tile {
  kind: "naive" | "model" | "range" | "volatility";
  name: string;
  value: string;
  note: string;
}

export interface ForecastContent {
  warnings: string[];
  lead: string;
  tiles: Tile[];
  /** How good forecasts of this horizon were, and what is to be said of it. */
  scores: string[];
  sentences: string[];
  /** Undefined for a model without intervals. */
  intervals: Table | undefined;
}

/**
 * The close some sessions ahead: naive and the model side by side, its intervals, how good such forecasts were; for tomorrow, a
 * verdict on its direction.
 *
 * @param horizon one that the forecast has
 */
export function forecastContent(
  forecast: SymbolForecast,
  card: ModelCard | undefined,
  horizon = 1,
): ForecastContent {
  const isNext = horizon === 1;
  const { asOf, naive } = forecast;
  const later = forecast.horizons?.find((one) => one.horizon === horizon);
  const { date, dateIsCertain, intervals, ...point } = isNext ? forecast : later!;
  const sentences = [
    describeInterval(intervals?.["90"], naive),
    isNext && trackedSentence(forecast),
    isNext && card?.scores && directionSentence(card.scores.test),
    errorBarSentence(forecast),
  ];
  const ahead = isNext ? "" : `, ${horizon} sessions ahead`;
  return {
    warnings: warningsOf(forecast),
    lead: `The close of ${formatDate(date)}${dateIsCertain ? "" : orLater(isNext)}, forecast after the close of ${formatDate(asOf)}${ahead}.`,
    tiles: tiles({ ...point, naive, ...(intervals && { intervals }), horizon }),
    scores: horizonSentences(card, horizon),
    sentences: sentences.filter((sentence) => typeof sentence === "string"),
    intervals: intervals && intervalTable(intervals, naive, isNext ? "the next close" : "that close"),
  };
}

function orLater(isNext: boolean): string {
  return isNext ? ", or of the next session if that is a holiday" : ", or later for each holiday before it";
}

/** The warning of the bars and that of the model, which may be the same, and why the network has no part. */
function warningsOf(forecast: SymbolForecast): string[] {
  const { bars, model } = forecast;
  return [...new Set([bars.warning, model.warning, networkSentence(forecast)])].filter(
    (warning) => warning !== undefined,
  );
}

type Point = Pick<SymbolForecast, "naive" | "prediction" | "return" | "volatility" | "intervals">;

function tiles(
  point: Partial<Point> & Pick<Point, "naive" | "prediction" | "return"> & { horizon: number },
): Tile[] {
  const { naive, prediction, return: change, volatility, intervals, horizon } = point;
  const isNext = horizon === 1;
  const tiles: Tile[] = [
    {
      kind: "naive",
      name: isNext ? "Naive: tomorrow = today" : "Naive: as today",
      value: formatPrice(naive),
      note: "the forecast to beat",
    },
    {
      kind: "model",
      name: "The model",
      value: formatPrice(prediction),
      note: `${formatChange(change)} from today`,
    },
  ];
  const range = intervals?.["90"];
  if (range) {
    const value = range.map(formatPrice).join(" – ");
    tiles.push({ kind: "range", name: frequencyOf("90"), value, note: "90 % interval" });
  }
  if (volatility !== undefined) {
    const value = `± ${formatPercent(volatility, 2)}`;
    tiles.push({
      kind: "volatility",
      name: "A usual move",
      value,
      note: isNext ? "volatility of the day" : `over ${horizon} sessions`,
    });
  }
  return tiles;
}

function trackedSentence({ tracked, model }: SymbolForecast): string | undefined {
  if (!tracked) return undefined;
  const { days, held, from } = tracked;
  return describeTracked({ days, inside: held["90"]!, from, sinceTraining: model.dataTo !== null });
}

function directionSentence({ model, drift }: SplitScores): string {
  return directionVerdict({
    accuracy: model.directionalAccuracy,
    interval: model.directionInterval,
    driftAccuracy: drift.directionalAccuracy,
  });
}

function intervalTable(intervals: Intervals, naive: number, which: string): Table {
  return {
    caption: `Where ${which} may lie`,
    columns: ["interval", "from", "to", "from today", "should hold"],
    rows: Object.entries(intervals).map(([level, [lower, upper]]) => ({
      head: `${level} %`,
      cells: [
        formatPrice(lower),
        formatPrice(upper),
        `${formatChange(lower / naive - 1)} to ${formatChange(upper / naive - 1)}`,
        frequencyOf(level),
      ],
      strong: level === "90",
    })),
  };
}
