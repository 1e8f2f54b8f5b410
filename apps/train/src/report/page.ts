import { fixed } from "../format.ts";
import { renderDocument } from "../page/document.ts";
import { Html, html } from "../page/html.ts";
import { flatten, wordsTable } from "../page/words-table.ts";
import { intervalVerdict, verdict } from "../verdict.ts";
import type { ReportData } from "./types.ts";

/** The charts of a page, as SVG. */
export interface Charts {
  loss: string;
  forecast: string;
  errors: string;
}

/** The whole report as one self-contained page. */
export function renderPage(data: ReportData, charts: Charts): string {
  const { metadata, point } = data;
  const { symbol, data: bars, scores, epochs, bestEpoch, history, seconds } = metadata;
  // The notes tell the findings in words.
  const { findings: _, ...cleaning } = bars.cleaning as Record<string, unknown>;
  const sample =
    bars.source === "sample" ? "Trained on the bundled sample of old bars, not on live data." : undefined;
  const warning = bars.warning ?? sample;
  const { test } = scores;
  const body = html`<h1>${symbol}</h1>
<p class="soft">Trained ${metadata.createdAt.slice(0, 16).replace("T", " ")} UTC on ${bars.count} daily bars, ${bars.from} to ${bars.to}, from ${bars.detail}.</p>
${warning !== undefined && html`<p class="warning" role="alert">${warning}</p>`}
<p class="lead">${verdict(scores)}</p>
<p>An R2 of ${fixed(test.model.r2, 3)} says little on price levels: saying "tomorrow = today" has ${fixed(test.naive.r2, 3)} on the same days.
${metadata.target !== "price" && html`Of the return that the network forecasts, ${(100 * point.shrinkage).toFixed(0)} % is used, chosen on the validation span.`}</p>
<p>${intervalVerdict(scores)}</p>

<h2>Scores</h2>
${scoresTable(scores)}
<p class="soft">Green is the better of model and naive. MASE is the mean absolute error over that of naive on the same span: below 1 is better. Drift adds the training span's mean return to the last close.</p>

<h2>Forecast and actual close, test span</h2>
${new Html(charts.forecast)}

<h2>Errors, test span</h2>
${new Html(charts.errors)}

<h2>Training</h2>
${new Html(charts.loss)}
<p class="soft">${epochs} epochs in ${fixed(seconds, 0)} s; the ring marks epoch ${bestEpoch}, whose weights are kept${
    history.some(({ learningRate }, k) => k > 0 && learningRate < history[k - 1]!.learningRate) &&
    "; dotted lines mark where the learning rate went down"
  }. The training loss includes dropout and the L2 penalty, the validation loss neither.</p>

<h2>Data</h2>
${wordsTable({
  source: `${bars.source} (${bars.detail})`,
  span: `${bars.from} to ${bars.to}, ${bars.count} bars`,
  "time zone of the dates": bars.timeZone,
  "SHA-256": bars.sha256,
  ...flatten(cleaning),
})}

<h2>Configuration</h2>
${wordsTable({
  ...flatten(metadata.config),
  parameters: String(metadata.parameters),
  ...(metadata.commit === undefined ? {} : { commit: metadata.commit }),
})}`;
  return renderDocument(`${symbol}: training of ${metadata.createdAt.slice(0, 10)}`, body);
}

const COLUMNS = [
  ["R2", "r2", 4],
  ["MAE", "mae", 3],
  ["RMSE", "rmse", 3],
  ["MAPE %", "mape", 3],
  ["MASE", "mase", 4],
  ["direction", "directionalAccuracy", 3],
] as const;

function scoresTable(scores: ReportData["metadata"]["scores"]): Html {
  const bodies = Object.entries(scores).map(([split, forecasts]) => {
    const rows = (["model", "naive", "drift"] as const).map((name) => {
      const rival = name === "model" ? "naive" : "model";
      const cells = COLUMNS.map(([, score, digits]) => {
        const [own, other] = [forecasts[name][score], forecasts[rival][score]];
        const higherIsBetter = score === "r2" || score === "directionalAccuracy";
        const better = name !== "drift" && (higherIsBetter ? own > other : own < other);
        return html`<td${new Html(better ? ' class="better"' : "")}>${fixed(own, digits)}</td>`;
      });
      return html`<tr><td>${name === "model" ? split : ""}</td><td>${name}</td>${cells}<td>${forecasts[name].n}</td></tr>`;
    });
    return html`<tbody>${rows}</tbody>`;
  });
  const heads = COLUMNS.map(([title]) => html`<th>${title}</th>`);
  return html`<div class="scroll"><table><thead><tr><th></th><th></th>${heads}<th>days</th></tr></thead>${bodies}</table></div>`;
}
