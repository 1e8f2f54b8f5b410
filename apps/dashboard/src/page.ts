import { type Asked, askSymbol } from "./api/requests.ts";
import { type Panel, type PanelOptions, panel } from "./elements/panel.ts";
import { candlesPanel } from "./panels/candles.ts";
import { coveragePanel } from "./panels/coverage.ts";
import { dataPanel } from "./panels/data.ts";
import { forecastPanel } from "./panels/forecast.ts";
import { modelPanel } from "./panels/model.ts";
import { scoresPanel } from "./panels/scores.ts";
import { testSpanPanel } from "./panels/test-span.ts";
import { trainingPanel } from "./panels/training.ts";

/** Every panel of a symbol; each waits for its own answers alone, so that one without leaves the others as they are. */
export function symbolPanels(symbol: string, signal: AbortSignal, retry: () => void): Panel[] {
  const { card, forecast, bars, days, promotions }: Asked = askSymbol(symbol, signal);
  const make = <T>(options: PanelOptions<T>) => panel(options, retry);
  return [
    make({
      ...{ id: "forecast", title: `${symbol}: tomorrow's close` },
      answer: Promise.all([forecast, orNothing(card)]),
      render: forecastPanel,
    }),
    make({
      ...{ id: "candles", title: "The last sessions, and tomorrow" },
      answer: Promise.all([bars, orNothing(forecast)]),
      render: (answer) => candlesPanel(answer, signal),
    }),
    make({
      ...{ id: "test-span", title: "Forecast and actual, day by day" },
      answer: days,
      render: (answer) => testSpanPanel(answer, signal),
    }),
    make({ ...{ id: "scores", title: "Scores beside naive" }, answer: card, render: scoresPanel }),
    make({
      ...{ id: "coverage", title: "Do the intervals hold?", half: true },
      answer: card,
      render: coveragePanel,
    }),
    make({
      ...{ id: "training", title: "Training", half: true },
      answer: card,
      render: (answer) => trainingPanel(answer, signal),
    }),
    make({ ...{ id: "data", title: "Data quality", half: true }, answer: card, render: dataPanel }),
    make({
      ...{ id: "model", title: "The model", half: true },
      answer: Promise.all([card, orNothing(promotions)]),
      render: (answer) => modelPanel(answer),
    }),
  ];
}

/** For what a panel can do without. */
function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}
