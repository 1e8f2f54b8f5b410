import type { Tuning } from "@lstm-predict/tuning";
import type { BacktestTable } from "../backtest/tables.ts";
import { wide } from "../backtest/wide.ts";
import { renderDocument } from "../kit/document.ts";
import { drawChart, figure } from "../kit/figure.ts";
import { type Html, html } from "../kit/html.ts";
import { tiles } from "../kit/tiles.ts";
import { flatten, wordsTable } from "../kit/words-table.ts";
import { percent } from "../wording/format.ts";
import { pValue } from "../wording/plain-words.ts";
import { dotsOf } from "./charts/dots.ts";
import { scoresChart } from "./charts/scores.ts";
import { valuesChart } from "./charts/values.ts";
import { aboutTuning, score, tuningVerdict, UNTRAINED } from "./sentences.ts";
import { testTable, trialTable } from "./tables.ts";

/**
 * Renders a tuning as one self-contained page. `settings` has the folds, the cost and the default configuration, with nested fields;
 * `warnings` are those of the bars.
 */
export async function renderTuningPage(
  tuning: Tuning,
  settings: object,
  warnings: readonly string[] = [],
): Promise<string> {
  const { symbol, trials, best, luck, overfitting, test } = tuning;
  const tested: BacktestTable | undefined = testTable(tuning);
  const numbers: (readonly [string, string])[] = [
    ["best score", score(trials[best]!.score)],
    ...(luck
      ? [["best by luck", score(luck.expected)] as const, ["p of luck", pValue(luck.chance)] as const]
      : []),
    ...(overfitting ? [["overfitted", percent(overfitting.probability, 0)] as const] : []),
    ...(test
      ? [
          ["test days", score(test.network.ratio)] as const,
          ["p on test days", pValue(test.network.p)] as const,
        ]
      : []),
  ];
  const body = html`<h1>${symbol}</h1>
<p class="soft">Search for a configuration, ${trials.length - 1} trials beside the default. A score is the network's loss over the default's on the same days: below 1 is better.</p>
${warnings.map((warning) => html`<p class="warning" role="alert">${warning}</p>`)}
<p class="lead">${tuningVerdict(tuning)}</p>
${tiles(numbers)}
${aboutTuning(tuning).map((sentence) => html`<p>${sentence}</p>`)}

${await pictures(tuning)}
${
  tested &&
  html`<h2>Test span</h2>
${wide(tested)}
<p class="soft">What would be served: MASE is the mean absolute error over that of "tomorrow = today", W the score of the 90 % interval over that of HAR; below 1 is better, and the best coverage is 90.</p>
`
}
<h2>Trials</h2>
${wide(trialTable(tuning))}

<h2>Settings</h2>
${wordsTable(flatten(settings))}`;
  return renderDocument(`${symbol}: tuning`, body);
}

/** Nothing if no trial has a score. */
async function pictures(tuning: Tuning): Promise<Html | undefined> {
  const dots = dotsOf(tuning);
  if (dots.length === 0) return undefined;
  const scores = await drawChart((width) => scoresChart(tuning, dots, width));
  const values = await drawChart((width) => valuesChart(tuning, dots, width));
  return html`<h2>Scores</h2>
${figure(scores, aboutScores(tuning))}

<h2>Scores against values</h2>
${figure(values, "The score of each trial against its values. Where the dots have no pattern, the value hardly matters.")}
`;
}

function aboutScores({ trials, untrained }: Tuning): string {
  const more =
    untrained === undefined
      ? ""
      : ` The score of ${UNTRAINED[trials[0]!.config.target]}, which needs no training, is ${score(untrained)}.`;
  return `The score of each trial: blue on all folds, grey stopped early, the largest dot is the winner, a triangle is far above the chart. The blue line is the best so far, the orange one the best that luck alone is expected to give by then, and the dotted one the default.${more}`;
}
