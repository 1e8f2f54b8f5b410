import type { BacktestSummary } from "@lstm-predict/backtest";
import { renderDocument } from "../kit/document.ts";
import { drawChart, figure } from "../kit/figure.ts";
import { type Html, html } from "../kit/html.ts";
import { flatten, wordsTable } from "../kit/words-table.ts";
import { FORECASTER_NAMES } from "../wording/forecasters.ts";
import { yearsChart } from "./charts/years.ts";
import { aboutModel, comparisons, horizonSentences } from "./sentences.ts";
import { type BacktestTable, byForecaster, byHorizon, bySymbol, byYear } from "./tables.ts";
import { type BacktestValue, valueSection } from "./value/section.ts";
import { wide } from "./wide.ts";

/** More symbols than these are counted in the title instead of listed. */
const MAX_LISTED = 6;

/**
 * Renders a backtest as one self-contained page. `settings` has the folds, seeds and the configuration, with nested fields;
 * `warnings` are those of the bars; `value` adds a section of what the forecasts are worth.
 */
export async function renderBacktestPage(
  summary: BacktestSummary,
  settings: object,
  warnings: readonly string[] = [],
  value?: BacktestValue,
): Promise<string> {
  const names = summary.symbols.map(({ symbol }) => symbol);
  const title = names.length > MAX_LISTED ? `${names.length} symbols` : names.join(", ");
  const from = summary.symbols.map((symbol) => symbol.from).sort()[0];
  const to = summary.symbols
    .map((symbol) => symbol.to)
    .sort()
    .at(-1);
  const years = await drawChart((width) => yearsChart(summary, width));
  const body = html`<h1>${title}</h1>
<p class="soft">Walk-forward backtest, ${from} to ${to}. Everything is refitted before each fold, on earlier bars only.</p>
${warnings.map((warning) => html`<p class="warning" role="alert">${warning}</p>`)}
<p class="lead">${aboutModel(summary)}</p>
${comparisons(summary).map((sentence) => html`<p>${sentence}</p>`)}

<h2>By year</h2>
${figure(years, "The model's scores by calendar year: a grey dot for each symbol, a blue one for their mean. The dashed line is naive for MASE, HAR for the interval score, and 90 % for the coverage.")}
${wide(byYear(summary))}

<h2>By symbol</h2>
${wide(bySymbol(summary))}

<h2>All forecasters</h2>
${wide(inWords(byForecaster(summary)))}
<p class="soft">MASE is the mean absolute error over that of "tomorrow = today", W the Winkler score of the 90 % intervals over that of constant volatility and of HAR: below 1 is better. The best coverage is 90. ± is the standard deviation over the seeds. The last two columns count symbols.</p>

${summary.later && horizonsSection(summary)}${value && (await valueSection(value))}<h2>Settings</h2>
${wordsTable(flatten(settings))}`;
  return renderDocument(`${title}: backtest`, body);
}

function horizonsSection(summary: BacktestSummary): Html {
  return html`<h2>Later sessions</h2>
${horizonSentences(summary).map((sentence) => html`<p>${sentence}</p>`)}
${wide(byHorizon(summary))}
<p class="soft">MASE is beside the last close, W beside constant volatility times the square root of the sessions and beside HAR fitted for them. p is of the tests of Diebold and Mariano over all symbols, which allow for outcomes that overlap: two months of days are only three outcomes of twenty sessions.</p>

`;
}

/** The table of the terminal, whose names are those of JSON, with the names of the other pages. */
function inWords({ heads, rows }: BacktestTable): BacktestTable {
  return { heads, rows: rows.map(([name, ...cells]) => [FORECASTER_NAMES[name!] ?? name!, ...cells]) };
}
