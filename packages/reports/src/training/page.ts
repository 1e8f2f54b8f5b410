import { renderDocument } from "../kit/document.ts";
import { html } from "../kit/html.ts";
import { quality } from "../kit/quality.ts";
import { flatten, wordsTable } from "../kit/words-table.ts";
import { fixed } from "../wording/format.ts";
import { plainWords } from "../wording/plain-words.ts";
import { testScoresOf } from "../wording/test-scores.ts";
import { intervalVerdict, verdict } from "../wording/verdict.ts";
import type { Figures } from "./figures.ts";
import { keyNumbers, pointTable, scaleTable, splitsTable } from "./tables.ts";
import type { ReportData } from "./types.ts";

/** The whole report as one self-contained page. */
export function renderPage({ metadata, point }: ReportData, figures: Figures["html"]): string {
  const { symbol, target, data: bars, scores } = metadata;
  const { test } = scores;
  const words = testScoresOf(test);
  const sample =
    bars.source === "sample" ? "Trained on the bundled sample of old bars, not on live data." : undefined;
  const warning = bars.warning ?? sample;
  const body = html`<h1>${symbol}</h1>
<p class="soft">Trained ${metadata.createdAt.slice(0, 16).replace("T", " ")} UTC on ${bars.count} daily bars, ${bars.from} to ${bars.to}, from ${bars.detail}. Target: ${target}.</p>
${warning !== undefined && html`<p class="warning" role="alert">${warning}</p>`}
${plainWords(symbol, words).map((sentence) => html`<p class="lead">${sentence}</p>`)}
${keyNumbers(test)}
<p class="soft">All of the test span, ${test.model.n} days that nothing was fitted to.</p>

<h2>Forecast and actual close</h2>
${figures.forecast}

<h2>The last days, closer</h2>
${figures.zoom}

<h2>Scores: where will it close?</h2>
<p>${verdict(words.mase)} An R2 of ${fixed(test.model.r2, 3)} says little on price levels: saying "tomorrow = today" has ${fixed(test.naive.r2, 3)} on the same days.
${target !== "price" && html`Of the return that the network forecasts, ${fixed(100 * point.shrinkage, 0)} % is used, ${target === "distribution" && "added to the shrunk drift, "}chosen on the validation span.`}</p>
${pointTable(test)}
<p class="soft">Green is the best of a column. MASE and RMSSE are the mean absolute and the root mean square error over those of naive: below 1 is better. Where the interval of the direction holds 50 %, a coin does as well. p is the chance that a difference from naive as large comes about by luck (Diebold and Mariano). Drift adds the mean return of training, shrunk drift one drawn to .03 % a day, ridge a regression on five days.</p>

<h2>Scores: how far may it be?</h2>
<p>${intervalVerdict(words.intervals)}</p>
<div class="wide-table">${scaleTable(test)}</div>
<p class="soft">Four columns of coverage: the nearer to its head, the better. Width and Winkler score, in percent of the price, are of the 90 % intervals; the Winkler score adds to the width what falls outside, so lower is better, and its ratios to constant volatility and HAR follow. CRPS judges the whole distribution, QLIKE the forecast variance: lower is better.</p>

<h2>Coverage</h2>
${figures.coverage}

<h2>Volatility, forecast and realised</h2>
${figures.volatility}
${figures.deciles}

<h2>Errors</h2>
${figures.residuals}
${figures.spread}
${figures.memory}

<h2>Training</h2>
${figures.loss}
${splitsTable(scores)}
<p class="soft">Green is the better of model and naive. Scores of training flatter; those of validation chose what is kept.</p>

<h2>Data quality</h2>
${quality(bars, {
  source: `${bars.source} (${bars.detail})`,
  span: `${bars.from} to ${bars.to}, ${bars.count} bars`,
  "time zone of the dates": bars.timeZone,
  "SHA-256": bars.sha256,
})}

<h2>Configuration</h2>
${wordsTable({
  ...flatten(metadata.config),
  parameters: String(metadata.parameters),
  ...(metadata.commit === undefined ? {} : { commit: metadata.commit }),
})}`;
  return renderDocument(`${symbol}: training of ${metadata.createdAt.slice(0, 10)}`, body);
}
