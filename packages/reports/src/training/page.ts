import { renderDocument } from "../kit/document.ts";
import { html } from "../kit/html.ts";
import { quality } from "../kit/quality.ts";
import { flatten, wordsTable } from "../kit/words-table.ts";
import { errorBarVerdicts, laterReturnSentence } from "../wording/error-bar.ts";
import { fixed } from "../wording/format.ts";
import { horizonVerdicts } from "../wording/horizons.ts";
import { plainWords } from "../wording/plain-words.ts";
import { testScoresOf } from "../wording/test-scores.ts";
import { intervalVerdict, verdict } from "../wording/verdict.ts";
import type { Figures } from "./figures.ts";
import { horizonTable, keyNumbers, pointTable, scaleTable, splitsTable } from "./tables.ts";
import type { ReportData } from "./types.ts";

/** Renders the report of a training as one self-contained page. */
export function renderPage({ metadata, point, next }: ReportData, figures: Figures["html"]): string {
  const { symbol, target, data: bars, scores } = metadata;
  const { test } = scores;
  const { laterScores = {} } = metadata;
  const hasLater = Object.keys(laterScores).length > 0;
  const words = testScoresOf(test);
  const laterReturn = laterReturnSentence(metadata, point);
  const { network } = metadata.calibration ?? {};
  // In older trainings; now the validation days choose.
  const testChose = network !== undefined && network.fitted === undefined;
  const sample =
    bars.source === "sample" ? "Trained on the bundled sample of old bars, not on live data." : undefined;
  const warning = bars.warning ?? sample;
  const body = html`<h1>${symbol}</h1>
<p class="soft">Trained ${metadata.createdAt.slice(0, 16).replace("T", " ")} UTC on ${bars.count} daily bars, ${bars.from} to ${bars.to}, from ${bars.detail}. Target: ${target}.</p>
${warning !== undefined && html`<p class="warning" role="alert">${warning}</p>`}
${plainWords(symbol, words).map((sentence) => html`<p class="lead">${sentence}</p>`)}
${keyNumbers(test)}
<p class="soft">All on the test span, ${test.model.n} days that nothing was fitted to${testChose && ", but the weight of the network in the error bar"}.</p>

<h2>Forecast and actual close</h2>
${figures.forecast}

<h2>The last days, closer</h2>
${figures.zoom}

${
  next &&
  html`<h2>The next ${next.length} sessions</h2>
${figures.fan}

`
}<h2>Scores: where will it close?</h2>
<p>${verdict(words.mase)} An R2 of ${fixed(test.model.r2, 3)} means little on price levels: "tomorrow = today" has ${fixed(test.naive.r2, 3)} on the same days.
${target !== "price" && html`Of the return that the network forecasts, ${fixed(100 * point.shrinkage, 0)} % is used, ${target === "distribution" && "added to the shrunk drift, "}chosen on the validation span.`}${laterReturn && html` ${laterReturn}`}</p>
${pointTable(test)}
<p class="soft">Green is the best of a column. MASE and RMSSE are the mean absolute and the root mean square error over those of naive: below 1 is better. If the interval of the direction contains 50 %, it is no better than a coin. p is the probability of at least this difference from naive by chance (Diebold and Mariano). Drift adds the mean return of the training span, shrunk drift a mean shrunk towards .03 % a day, ridge a regression on the last five returns.</p>

<h2>Scores: how far may it be?</h2>
<p>${[intervalVerdict(words.intervals), ...errorBarVerdicts(metadata)].join(" ")}</p>
<div class="wide-table">${scaleTable(test)}</div>
<p class="soft">The first four columns are coverage: the nearer to the head, the better. Width and Winkler score, in percent of the price, are of the 90 % intervals; the Winkler score is the width plus a penalty for days outside, and its ratios to constant volatility and HAR follow. CRPS scores the whole distribution, QLIKE the forecast variance. For all of these, lower is better.</p>

${
  hasLater &&
  html`<h2>Scores: later sessions</h2>
${horizonVerdicts(laterScores).map((sentence) => html`<p>${sentence}</p>`)}
<div class="wide-table">${horizonTable({ 1: scores, ...laterScores })}</div>
<p class="soft">Outcomes of days that follow each other overlap, so that the days tell less than their number; p allows for that. MASE is beside the last close, / constant beside constant volatility times the square root of the sessions, / HAR beside HAR fitted for so many sessions.</p>

`
}<h2>Coverage</h2>
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
<p class="soft">Green is the better of model and naive. Scores on training and validation are too good: the model was fitted on one and selected on the other.</p>

<h2>Data quality</h2>
${quality(bars, {
  source: `${bars.source} (${bars.detail})`,
  span: `${bars.from} to ${bars.to}, ${bars.count} bars`,
  "time zone of the dates": bars.timeZone,
  ...(bars.instrument && { kind: bars.instrument }),
  ...Object.fromEntries(
    (bars.covariates ?? []).map(({ symbol, from, to, count }) => [
      `covariate ${symbol}`,
      `${from} to ${to}, ${count} closes`,
    ]),
  ),
  ...(bars.vix && { "closes of ^VIX": `${bars.vix.from} to ${bars.vix.to}, ${bars.vix.count} closes` }),
  "SHA-256": bars.sha256,
})}

<h2>Configuration</h2>
${wordsTable({
  ...flatten(metadata.config),
  parameters: String(metadata.parameters),
  ...(metadata.kernel === undefined ? {} : { kernel: metadata.kernel }),
  ...(metadata.commit === undefined ? {} : { commit: metadata.commit }),
})}`;
  return renderDocument(`${symbol}: training of ${metadata.createdAt.slice(0, 10)}`, body);
}
