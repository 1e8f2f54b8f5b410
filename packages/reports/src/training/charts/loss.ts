import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import type { ReportData } from "../types.ts";

/** With this many epochs or more, the line has no points. */
const FEW_EPOCHS = 40;

/** Draws training and validation loss by epoch with a ring at the best epoch, above the learning rate. */
export function lossChart(
  { history, bestEpoch }: Pick<ReportData["metadata"], "history" | "bestEpoch">,
  width: number,
): TopLevelSpec {
  const losses = history.flatMap(({ epoch, loss, valLoss }) => [
    { epoch, loss, series: "training" },
    { epoch, loss: valLoss, series: "validation" },
  ]);
  const steps = history.filter(({ learningRate }, k) => k > 0 && learningRate < history[k - 1]!.learningRate);
  const epochs = (labels: boolean) => ({
    field: "epoch",
    type: "quantitative" as const,
    title: labels ? "epoch" : null,
    scale: { domain: [0, history.length + 1], nice: false },
    axis: {
      grid: false,
      labels,
      ticks: labels,
      tickMinStep: 1,
      format: "d",
      tickCount: width < 400 ? 5 : 10,
    },
  });
  const stepRules = {
    data: { values: steps },
    mark: { type: "rule" as const, strokeDash: [2, 3], color: COLOURS.grey, opacity: 0.8 },
    encoding: { x: epochs(false) },
  };
  return {
    config: CONFIG,
    spacing: 16,
    resolve: { legend: { color: "independent" } },
    vconcat: [
      {
        width,
        height: 210,
        layer: [
          // Vega warns about a scale without data.
          ...(steps.length > 0 ? [stepRules] : []),
          {
            data: { values: losses },
            mark: {
              type: "line",
              strokeWidth: 1.8,
              point: history.length < FEW_EPOCHS ? { size: 16 } : false,
            },
            encoding: {
              x: epochs(false),
              y: valueAxis("loss", "loss", "~g"),
              color: {
                field: "series",
                type: "nominal",
                scale: { domain: ["training", "validation"], range: [COLOURS.grey, COLOURS.blue] },
              },
            },
          },
          {
            data: { values: history.filter(({ epoch }) => epoch === bestEpoch) },
            mark: { type: "point", size: 120, filled: false, strokeWidth: 2, color: COLOURS.orange },
            encoding: { x: epochs(false), y: { field: "valLoss", type: "quantitative" } },
          },
        ],
      },
      {
        width,
        height: 60,
        data: { values: history },
        mark: {
          type: "line",
          interpolate: "step-after",
          strokeWidth: 1.6,
          color: COLOURS.orange,
          ...(history.length === 1 && { point: { color: COLOURS.orange } }),
        },
        encoding: { x: epochs(true), y: rateAxis(history.map(({ learningRate }) => learningRate)) },
      },
    ],
  };
}

/** A log axis, because learning rates fall by factors: 1e-3, 5e-4, 2.5e-4. */
function rateAxis(rates: readonly number[]) {
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const axis = valueAxis("learningRate", "learning rate", "~e");
  return {
    ...axis,
    scale: { type: "log" as const, domain: [low / 1.2, high * 1.2], nice: false },
    axis: { ...axis.axis, values: low === high ? [high] : [low, high] },
  };
}
