import { requestSymbol } from "./api/requests.ts";
import { candlesContent } from "./content/candles.ts";
import { coverageContent } from "./content/coverage.ts";
import { dataContent } from "./content/data.ts";
import { forecastContent } from "./content/forecast.ts";
import { modelContent } from "./content/model.ts";
import { scoresContent } from "./content/scores.ts";
import { testSpanContent } from "./content/test-span.ts";
import { trainingContent } from "./content/training.ts";
import { type Panel, type PanelOptions, panel } from "./elements/panel.ts";
import { renderCandles } from "./panels/candles.ts";
import { renderCoverage } from "./panels/coverage.ts";
import { renderData } from "./panels/data.ts";
import { renderForecast } from "./panels/forecast.ts";
import { renderModel } from "./panels/model.ts";
import { renderScores } from "./panels/scores.ts";
import { renderTestSpan } from "./panels/test-span.ts";
import { renderTraining } from "./panels/training.ts";

/**
 * Every panel of a symbol.
 *
 * A panel waits only for the responses that it shows: if one fails, the other panels are filled all the same.
 * `signal` ends requests and charts when another symbol is shown.
 */
export function symbolPanels(symbol: string, signal: AbortSignal, retry: () => void): Panel[] {
  const { card, forecast, bars, days, promotions } = requestSymbol(symbol, signal);
  const make = <Content extends object>(options: PanelOptions<Content>) => panel(options, retry);
  return [
    make({
      id: "forecast",
      title: `${symbol}: tomorrow's close`,
      content: Promise.all([forecast, optional(card)]).then((known) => forecastContent(...known)),
      render: renderForecast,
    }),
    make({
      id: "candles",
      title: "The last sessions, and tomorrow",
      content: Promise.all([bars, optional(forecast)]),
      render: ([bars, forecast]) => renderCandles(candlesContent(bars, forecast), bars, forecast, signal),
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
}

/** A response that a panel can do without: undefined if the request failed. */
function optional<T>(response: Promise<T>): Promise<T | undefined> {
  return response.catch(() => undefined);
}
