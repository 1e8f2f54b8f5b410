import { COLOURS } from "../kit/chart-theme.ts";
import { correlogram } from "../kit/correlogram.ts";
import { renderDocument } from "../kit/document.ts";
import { drawChart, figure } from "../kit/figure.ts";
import { type Html, html } from "../kit/html.ts";
import { quality } from "../kit/quality.ts";
import { heatMap } from "./charts/heat-map.ts";
import { histogramChart } from "./charts/histogram.ts";
import { adjustmentChart, priceChart } from "./charts/price.ts";
import { underwaterChart } from "./charts/underwater.ts";
import { volatilityChart } from "./charts/volatility.ts";
import { sentences } from "./sentences.ts";
import type { Curves } from "./statistics/curves.ts";
import type { Statistics } from "./statistics/describe-series.ts";
import { drawdownTable, extremesTable, keyNumbers, shapeTable, summaryTable } from "./tables.ts";

/** Renders the exploration of a symbol as one self-contained page; the same bars give the same bytes. */
export async function renderExploration(statistics: Statistics, curves: Curves): Promise<string> {
  const { symbol, bars, source, detail, timeZone, warning } = statistics;
  const body = html`<h1>${symbol}</h1>
<p class="soft">${bars.count} daily bars, ${bars.from} to ${bars.to}, from ${detail}${source === "sample" && " (the bundled sample: old bars)"}.</p>
${warning !== undefined && html`<p class="warning" role="alert">${warning}</p>`}
${keyNumbers(statistics)}
<p class="soft">All of the adjusted close, with dividends reinvested. A year has ${statistics.sessionsPerYear} sessions.</p>

<h2>Price and volume</h2>
${figure(await drawChart((width) => priceChart(curves, width)), sentences.price(statistics))}

<h2>Adjusted and raw close</h2>
${figure(await drawChart((width) => adjustmentChart(curves, width)), sentences.adjustment(statistics))}

<h2>Daily returns</h2>
${await returnsFigure(statistics, curves)}
${shapeTable(statistics)}
${extremesTable(statistics)}

<h2>Volatility</h2>
${await volatilityFigure(statistics, curves)}

<h2>Drawdowns</h2>
${await drawdownFigure(statistics, curves)}

<h2>Memory</h2>
${await memoryFigure(statistics)}

<h2>Months</h2>
${figure(await drawChart((width) => heatMap(statistics.monthly, width)), sentences.months(statistics))}

<h2>Summary</h2>
${summaryTable(statistics)}

<h2>Data quality</h2>
${quality(statistics)}
<p class="soft">Dates are ${timeZone === "unspecified" ? "as in the file" : `days in ${timeZone}`}. SHA-256 of the bars: <span class="hash">${bars.sha256}</span></p>`;
  return renderDocument(`${symbol}: ${bars.from} to ${bars.to}`, body);
}

async function returnsFigure(statistics: Statistics, curves: Curves): Promise<Html> {
  const { mean, standardDeviation } = statistics.returns;
  const sentence = sentences.returns(statistics);
  if (!standardDeviation) return html`<p>${sentence}</p>`;
  return figure(
    await drawChart((width) => histogramChart(curves, { mean, sigma: standardDeviation }, width)),
    sentence,
  );
}

async function volatilityFigure(statistics: Statistics, curves: Curves): Promise<Html> {
  const sentence = sentences.volatility(statistics);
  if (statistics.volatility.rolling.every((rolling) => rolling === null)) return html`<p>${sentence}</p>`;
  return figure(await drawChart((width) => volatilityChart(curves, width)), sentence);
}

async function drawdownFigure(statistics: Statistics, curves: Curves): Promise<Html> {
  const { deepest } = statistics.drawdowns;
  const sentence = sentences.drawdowns(statistics);
  if (deepest.length === 0) return html`<p>${sentence}</p>`;
  return html`${figure(await drawChart((width) => underwaterChart(curves, deepest, width)), sentence)}
${drawdownTable(statistics)}`;
}

async function memoryFigure(statistics: Statistics): Promise<Html> {
  const { returns, squaredReturns } = statistics.autocorrelation;
  const sentence = sentences.memory(statistics);
  if (!returns || !squaredReturns) return html`<p>${sentence}</p>`;
  const panels = [
    { title: "Returns", autocorrelation: returns, colour: COLOURS.blue },
    { title: "Squared returns", autocorrelation: squaredReturns, colour: COLOURS.orange },
  ];
  return figure(await drawChart((width) => correlogram(panels, width)), sentence);
}
