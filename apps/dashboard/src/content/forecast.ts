import type { ModelCard, SymbolForecast } from "@lstm-predict/api/schemas";
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
  sentences: string[];
  /** Undefined for a model without intervals. */
  intervals: Table | undefined;
}

/** Tomorrow's close: naive and the model side by side, its intervals, and a verdict on its direction. */
export function forecastContent(forecast: SymbolForecast, card: ModelCard | undefined): ForecastContent {
  const { date, dateIsCertain, asOf, naive, intervals } = forecast;
  const orLater = dateIsCertain ? "" : ", or of the next session if that is a holiday";
  const sentences = [
    describeInterval(intervals?.["90"], naive),
    trackedSentence(forecast),
    card?.scores && directionSentence(card.scores.test),
  ];
  return {
    warnings: warningsOf(forecast),
    lead: `The close of ${formatDate(date)}${orLater}, forecast after the close of ${formatDate(asOf)}.`,
    tiles: tiles(forecast),
    sentences: sentences.filter((sentence) => typeof sentence === "string"),
    intervals: intervals && intervalTable(intervals, naive),
  };
}

/** The warning of the bars and that of the model, which may be the same. */
function warningsOf({ bars, model }: SymbolForecast): string[] {
  return [...new Set([bars.warning, model.warning])].filter((warning) => warning !== undefined);
}

function tiles({ naive, prediction, return: change, volatility, intervals }: SymbolForecast): Tile[] {
  const tiles: Tile[] = [
    {
      kind: "naive",
      name: "Naive: tomorrow = today",
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
    tiles.push({ kind: "volatility", name: "A usual move", value, note: "volatility of the day" });
  }
  return tiles;
}

function trackedSentence({ tracked, model }: SymbolForecast): string | undefined {
  if (!tracked) return undefined;
  const { days, held, from } = tracked;
  return describeTracked({ days, inside: held["90"], from, sinceTraining: model.dataTo !== null });
}

function directionSentence({ model, drift }: SplitScores): string {
  return directionVerdict({
    accuracy: model.directionalAccuracy,
    interval: model.directionInterval,
    driftAccuracy: drift.directionalAccuracy,
  });
}

function intervalTable(intervals: Intervals, naive: number): Table {
  return {
    caption: "Where the next close may lie",
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
