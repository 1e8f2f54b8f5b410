import type { BacktestSummary } from "@lstm-predict/backtest";
import type { ForecastComparison } from "@lstm-predict/metrics";
import { fixed, percent } from "../wording/format.ts";
import { pValue as formatP } from "../wording/plain-words.ts";

/** Says how the model did beside naive and HAR on all days of the backtest. */
export function aboutModel({ overall, symbols }: BacktestSummary): string {
  const { mase, coverage, winklerToHar } = overall.model!;
  const days = symbols.reduce((sum, symbol) => sum + symbol.days, 0);
  const where = symbols.length === 1 ? "" : ` of ${symbols.length} symbols`;
  const sentences = [
    `On ${days} test days${where}, the model's mean error is ${beside(mase)} that of "tomorrow = today" (MASE ${fixed(mase, 4)}).`,
    ...(Number.isFinite(coverage)
      ? [`Its 90 % intervals contain the close on ${percent(coverage)} of the days.`]
      : []),
    ...(Number.isFinite(winklerToHar)
      ? [`Their interval score is ${beside(winklerToHar)} HAR's: lower is better.`]
      : []),
  ];
  return sentences.join(" ");
}

/** The tests of Diebold and Mariano over all symbols: errors beside naive, interval scores beside the rivals. */
export function comparisons({ panel }: BacktestSummary): string[] {
  const intervals = [
    [panel.winklerToHar, "HAR"],
    [panel.winklerToConstant, "constant volatility"],
    [panel.winklerToZeroShot, "zero-shot HAR"],
  ] as const;
  return [
    `Absolute errors against "tomorrow = today": ${test(panel.absoluteErrorToNaive)} (below 0 is better).`,
    ...intervals.flatMap(([comparison, rival]) =>
      comparison ? [`90 % interval scores against ${rival}: ${test(comparison)}.`] : [],
    ),
  ];
}

/** Says for each later horizon how the model did beside naive and HAR. */
export function horizonSentences({ later = [] }: BacktestSummary): string[] {
  return later.map(({ horizon, overall }) => {
    const { mase, coverage, winklerToConstant, winklerToHar } = overall.model!;
    const ratios = [
      [winklerToConstant, "constant volatility's"],
      [winklerToHar, "HAR's"],
    ] as const;
    const worth = ratios.flatMap(([ratio, rival]) =>
      Number.isFinite(ratio) ? [`${beside(ratio)} ${rival}`] : [],
    );
    return [
      `${horizon} sessions ahead, the mean error is ${beside(mase)} that of the last close`,
      ...(Number.isFinite(coverage)
        ? [`the 90 % intervals contain the close on ${percent(coverage)} of the days`]
        : []),
      ...(worth.length > 0 ? [`their interval score is ${worth.join(" and ")}`] : []),
    ]
      .join("; ")
      .concat(".");
  });
}

function test({ statistic, pValue }: ForecastComparison): string {
  return `Diebold-Mariano ${fixed(statistic, 2)}, p ${formatP(pValue)}`;
}

/** A ratio in words, before "that of naive" or "HAR's". */
function beside(ratio: number): string {
  if (!Number.isFinite(ratio)) return "not comparable with";
  const difference = percent(Math.abs(ratio - 1), 2);
  if (Number.parseFloat(difference) === 0) return "as large as";
  return `${difference} ${ratio < 1 ? "lower" : "higher"} than`;
}
