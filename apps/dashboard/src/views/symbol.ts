import type { ModelCard, SymbolForecast, SymbolRecord, TestForecasts } from "@lstm-predict/api-client";
import { HORIZONS, requestExplanation, requestRecord, requestSymbol } from "../api/requests.ts";
import { candlesContent } from "../content/candles.ts";
import { coverageContent } from "../content/coverage.ts";
import { dataContent } from "../content/data.ts";
import { explanationContent } from "../content/explanation.ts";
import { forecastContent } from "../content/forecast.ts";
import { modelContent } from "../content/model.ts";
import { recordContent } from "../content/record.ts";
import { scoresContent } from "../content/scores.ts";
import { symbolStatus } from "../content/symbols.ts";
import { testSpanContent } from "../content/test-span.ts";
import { trainingContent } from "../content/training.ts";
import { isMissing } from "../content/types.ts";
import { h } from "../elements/dom.ts";
import { type PanelOptions, panel } from "../elements/panel.ts";
import { renderByHorizon } from "../panels/by-horizon.ts";
import { renderCandles } from "../panels/candles.ts";
import { renderCoverage } from "../panels/coverage.ts";
import { renderData } from "../panels/data.ts";
import { renderExplanation } from "../panels/explanation.ts";
import { renderForecast } from "../panels/forecast.ts";
import { renderModel } from "../panels/model.ts";
import { renderRecord, renderRecordTables } from "../panels/record.ts";
import { renderScores } from "../panels/scores.ts";
import { renderTestSpan } from "../panels/test-span.ts";
import { renderTraining } from "../panels/training.ts";
import type { Shown } from "./shown.ts";

/** The horizons in the choice, and in the title. */
const NAMES = {
  1: { name: "tomorrow", title: "tomorrow's close" },
  5: { name: "week", title: "the close in a week" },
  20: { name: "month", title: "the close in a month" },
} as const;

/**
 * Every panel of a symbol: the first ones make the first screen.
 *
 * A panel waits only for the responses that it shows: if one fails, the other panels are filled all the same.
 * `signal` ends requests and charts when another symbol is shown.
 */
export function symbolView(symbol: string, signal: AbortSignal, retry: () => void): Shown {
  const { card, forecast, bars, days, promotions, record } = requestSymbol(symbol, signal);
  const request = (horizon: number) => requestRecord(symbol, horizon, signal);
  const make = <Content extends object>(options: PanelOptions<Content>) => panel(options, retry);
  const first = [
    make({
      id: "forecast",
      title: `${symbol}: tomorrow's close`,
      content: Promise.all([forecast, optional(card)]).then((known) => forecastsByHorizon(symbol, ...known)),
      render: renderForecast,
    }),
    make({
      id: "record",
      title: "How often was it right?",
      content: Promise.all([optional(record), optional(days)]),
      render: ([record, days]) => {
        const draw = (
          record: SymbolRecord | undefined,
          days: TestForecasts | undefined,
          signal: AbortSignal,
        ) => {
          const content = recordContent(record, days);
          return isMissing(content) ? [h("p", {}, content.missing)] : renderRecord(content, signal);
        };
        if (!record) return draw(record, days, signal);
        // The test span is of the next session.
        const render = (of: SymbolRecord, signal: AbortSignal) =>
          draw(of, of.horizon === 1 ? days : undefined, signal);
        return renderByHorizon(record, { request, render }, signal);
      },
    }),
    make({
      id: "candles",
      title: "The last sessions, and those to come",
      content: Promise.all([bars, optional(forecast)]),
      render: ([bars, forecast]) => renderCandles(candlesContent(bars, forecast), bars, forecast, signal),
    }),
  ];
  const more = [
    make({
      id: "explanation",
      title: "Why this forecast?",
      content: Promise.resolve({}),
      render: () => renderExplanation(() => requestExplanation(symbol, signal).then(explanationContent)),
    }),
    make({
      id: "history",
      title: "The record: forecasts as issued",
      content: record.then((known) =>
        known.days.length > 0 ? known : { missing: "No forecast of this symbol is on record yet." },
      ),
      render: (record) => renderByHorizon(record, { request, render: renderRecordTables }, signal),
    }),
    make({
      id: "test-span",
      title: "Forecast and actual, day by day",
      content: days.then(testSpanContent),
      render: (content) => renderTestSpan(content, signal),
    }),
    make({
      id: "scores",
      title: "Scores beside naive",
      content: card.then(scoresContent),
      render: renderScores,
    }),
    make({
      id: "coverage",
      title: "Do the intervals hold?",
      half: true,
      content: card.then(coverageContent),
      render: renderCoverage,
    }),
    make({
      id: "training",
      title: "Training",
      half: true,
      content: card.then(trainingContent),
      render: (content) => renderTraining(content, signal),
    }),
    make({
      id: "data",
      title: "Data quality",
      half: true,
      content: card.then(dataContent),
      render: renderData,
    }),
    make({
      id: "model",
      title: "The model",
      half: true,
      content: Promise.all([card, optional(promotions)]).then((known) => modelContent(...known, Date.now())),
      render: renderModel,
    }),
  ];
  const firstScreen = h("div", { class: "first" }, ...first.map(({ element }) => element));
  return {
    title: `${symbol}: tomorrow's close`,
    elements: [firstScreen, ...more.map(({ element }) => element)],
    filled: [...first, ...more].map(({ filled }) => filled),
    status: (filled) => symbolStatus(symbol, filled),
  };
}

/** The words and figures of each horizon of the forecast; tomorrow is always one of them. */
function forecastsByHorizon(symbol: string, forecast: SymbolForecast, card: ModelCard | undefined) {
  const known = new Set([1, ...(forecast.horizons ?? []).map(({ horizon }) => horizon)]);
  return HORIZONS.filter((horizon) => known.has(horizon)).map((horizon) => ({
    ...NAMES[horizon],
    title: `${symbol}: ${NAMES[horizon].title}`,
    content: forecastContent(forecast, card, horizon),
  }));
}

/** A response that a panel can do without: undefined if the request failed. */
function optional<T>(response: Promise<T>): Promise<T | undefined> {
  return response.catch(() => undefined);
}
