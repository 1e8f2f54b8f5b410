import { displaySource, headOf } from "@lstm-predict/tracking";
import { renderDocument } from "../kit/document.ts";
import { drawChart, figure } from "../kit/figure.ts";
import { Html, html } from "../kit/html.ts";
import { table } from "../kit/table.ts";
import { wordsTable } from "../kit/words-table.ts";
import { lossesChart } from "./charts/losses.ts";
import { drawnParams, settingsChart } from "./charts/settings.ts";
import { type ComparedRun, type Comparison, isBest, show } from "./comparison.ts";
import { readCurves } from "./curves.ts";
import { colourOf } from "./palette.ts";
import { aboutBest, aboutLosses, aboutSettings } from "./sentences.ts";

/** Renders a comparison as one self-contained page. */
export async function renderComparison(comparison: Comparison): Promise<string> {
  const { runs, metric, metrics, differing, common, from, sameBars } = comparison;
  const symbols = [...new Set(runs.map(({ symbol }) => symbol))].sort().join(", ");
  const count = `${runs.length} ${runs.length === 1 ? "training" : "trainings"}`;
  const scores = runs.map((run) => [
    label(run),
    run.name,
    run.status.toLowerCase(),
    ...metrics.map((name) => ({ text: show(name, run), best: isBest(comparison, name, run) })),
  ]);
  const settings = runs.map((run) => [label(run), ...differing.map((name) => run.settings[name] ?? "-")]);
  const body = html`<h1>${symbols}</h1>
<p class="soft">${count} side by side, the best by ${metric} first, from ${displaySource(from)}.</p>
${aboutBest(comparison).map((sentence) => html`<p class="lead">${sentence}</p>`)}

<h2>Scores</h2>
<div class="wide-table">${table(["run", "", "status", ...metrics.map(headOf)], scores)}</div>
<p class="soft">Green is the best of a column; ★ is the served version. MASE and RMSSE are errors over those of "tomorrow = today", Winkler (W) and CRPS are scores of the intervals over those of constant volatility and HAR: below 1 is better. The best coverage is 0.9.
${!sameBars && "These runs saw different bars, so their test spans are not the same days."}</p>

<h2>What differs</h2>
${differing.length > 0 ? html`<div class="wide-table">${table(["run", ...differing], settings)}</div>` : html`<p>All settings are the same.</p>`}

<h2>Losses</h2>
${await losses(runs)}

<h2>Scores against settings</h2>
${await againstSettings(comparison)}

<h2>The same in all</h2>
${wordsTable(common)}`;
  return renderDocument(`${symbols}: ${count} compared`, body);
}

/** The number of a run with a dot of its colour, and a star if it is served. */
function label({ number, champion }: ComparedRun): Html {
  const dot = new Html(`<span style="color:${colourOf(number)}">●</span>`);
  return html`${dot} <b>${number}</b>${champion && " ★"}`;
}

async function losses(runs: readonly ComparedRun[]): Promise<Html> {
  const curves = await readCurves(runs);
  if (curves.length === 0) return html`<p>None of these runs has logged a loss.</p>`;
  return figure(await drawChart((width) => lossesChart(curves, width)), aboutLosses(curves));
}

async function againstSettings(comparison: Comparison): Promise<Html> {
  const names = drawnParams(comparison);
  if (names.length === 0) {
    return html`<p>At least four runs with ${comparison.metric} and a setting that differs are needed to draw one against the other.</p>`;
  }
  const chart = await drawChart((width) => settingsChart(comparison, names, width));
  return figure(chart, aboutSettings(comparison));
}
