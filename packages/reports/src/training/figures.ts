import { autocorrelation } from "@lstm-predict/metrics";
import { COLOURS } from "../kit/chart-theme.ts";
import { correlogram } from "../kit/correlogram.ts";
import { type Chart, type Draw, drawChart, figure } from "../kit/figure.ts";
import { type Html, html } from "../kit/html.ts";
import { coverageChart } from "./charts/coverage.ts";
import { fanChart } from "./charts/fan.ts";
import { forecastChart, zoomChart } from "./charts/forecast.ts";
import { lossChart } from "./charts/loss.ts";
import { residualsChart } from "./charts/residuals.ts";
import { spreadChart } from "./charts/spread.ts";
import { decilesChart, volatilityChart } from "./charts/volatility.ts";
import { coverageByPeriod, coverageByTercile, deciles } from "./groups.ts";
import { sentences } from "./sentences.ts";
import { testDays } from "./test-days.ts";
import type { PlotName, ReportData } from "./types.ts";

const LAGS = 20;

/** The drawn figures of a report. */
export interface Figures {
  /** Each chart with its sentence, or why there is no chart. */
  html: Record<PlotName, Html>;
  /** The wide version of each chart. */
  svg: Partial<Record<PlotName, string>>;
}

/** Draws all figures of a report; calls `onWide` with the wide version of each chart as soon as it is drawn. */
export async function drawFigures(data: ReportData, onWide?: (svg: string) => void): Promise<Figures> {
  const { next } = data;
  const days = testDays(data);
  const { intervals, n } = data.metadata.scores.test.model;
  const groups = deciles(days);
  const periods = coverageByPeriod(days.dates, days.bounds["90"]!);
  const terciles = Object.fromEntries(
    Object.entries(intervals).map(([level, scores]) => [level, coverageByTercile(scores.terciles, n)]),
  );
  const { model, naive: returns } = days.errors;
  const [errors, sizes, standardised] = [
    autocorrelation(model, LAGS),
    autocorrelation(
      returns.map((value) => value ** 2),
      LAGS,
    ),
    autocorrelation(
      returns.map((value, k) => (value / days.deviation[k]!) ** 2),
      LAGS,
    ),
  ];
  const memory = errors &&
    sizes &&
    standardised && {
      sentence: sentences.memory(errors, sizes, standardised),
      panels: [
        { title: "Errors", autocorrelation: errors, colour: COLOURS.blue },
        { title: "Squared returns", autocorrelation: sizes, colour: COLOURS.orange },
        {
          title: "Squared returns over forecast variance",
          autocorrelation: standardised,
          colour: COLOURS.orange,
        },
      ],
    };
  const drawn: Record<PlotName, { draw?: Draw; sentence: string }> = {
    loss: { draw: (width) => lossChart(data.metadata, width), sentence: sentences.loss(data) },
    forecast: { draw: (width) => forecastChart(days, width), sentence: sentences.forecast(days) },
    zoom: { draw: (width) => zoomChart(days, width), sentence: sentences.zoom(days) },
    fan: next
      ? { draw: (width) => fanChart(days, next, width), sentence: sentences.fan(days, next) }
      : { sentence: "" },
    residuals: { draw: (width) => residualsChart(days, width), sentence: sentences.residuals(days) },
    spread: { draw: (width) => spreadChart(days, width), sentence: sentences.spread(days) },
    memory: memory
      ? { draw: (width) => correlogram(memory.panels, width), sentence: memory.sentence }
      : {
          sentence: `There are too few test days, or none that differ, for autocorrelation up to ${LAGS} days: at least ${2 * LAGS} are needed.`,
        },
    volatility: { draw: (width) => volatilityChart(days, width), sentence: sentences.volatility(days) },
    deciles:
      groups.length > 0
        ? { draw: (width) => decilesChart(groups, width), sentence: sentences.deciles(groups) }
        : { sentence: "There are too few test days to sort them by forecast volatility." },
    coverage: {
      draw: (width) => coverageChart({ terciles, periods }, width),
      sentence: sentences.coverage(terciles["90"]!, periods),
    },
  };
  const figures = { html: {}, svg: {} } as Figures;
  for (const [name, { draw, sentence }] of Object.entries(drawn) as [PlotName, (typeof drawn)[PlotName]][]) {
    const chart: Chart | undefined = draw && (await drawChart(draw, onWide));
    figures.html[name] = chart ? figure(chart, sentence) : html`<p>${sentence}</p>`;
    if (chart) figures.svg[name] = chart.wide;
  }
  return figures;
}
