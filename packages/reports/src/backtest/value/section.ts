import type { GrowthCurves, ValueSummary } from "@lstm-predict/backtest";
import { drawChart, figure } from "../../kit/figure.ts";
import { type Html, html } from "../../kit/html.ts";
import { wide } from "../wide.ts";
import { valueChart } from "./chart.ts";
import { aboutValue, valueRules } from "./sentences.ts";
import { byStrategy, valueBySymbol } from "./tables.ts";

/** What a backtest's forecasts are worth: the figures, and the growth of all symbols together. */
export interface BacktestValue {
  summary: ValueSummary;
  curves: GrowthCurves;
}

/** Renders the section of a backtest's page about what its forecasts are worth after costs. */
export async function valueSection({ summary, curves }: BacktestValue): Promise<Html> {
  const chart = await drawChart((width) => valueChart(curves, width));
  const of = summary.symbols.length === 1 ? "" : ", equally split among the symbols,";
  return html`<h2>What it is worth</h2>
${aboutValue(summary).map((sentence) => html`<p>${sentence}</p>`)}
${figure(chart, `A capital of 1${of} after costs: held, and with volatility targeting by EWMA and by the model. Below, how far each was under its highest so far.`)}
${wide(byStrategy(summary))}
<p class="soft">${valueRules(summary)}</p>
${summary.symbols.length > 1 && html`<p>By symbol: held, and with targeting by the model and by EWMA.</p>${wide(valueBySymbol(summary))}`}
`;
}
