import { formatNumber, UNKNOWN } from "@lstm-predict/reports/wording";
import type uPlot from "uplot";
import type { Training } from "../content/training.ts";
import { axis, NO_POINTS, type PlotOptions } from "./axis.ts";
import type { Palette } from "./palette.ts";

/** With more epochs than these, points would hide the line. */
const FEW = 30;

/** Columns of the plot: epochs, loss, validation loss, learning rate; null is a gap. */
export function trainingData({ history }: Training): uPlot.AlignedData {
  return [
    history.map(({ epoch }) => epoch),
    history.map(({ loss }) => loss),
    history.map(({ valLoss }) => valLoss),
    history.map(({ learningRate }) => learningRate),
  ];
}

/** Options for the columns of `trainingData`: losses on the left axis, the learning rate on the right. */
export function trainingOptions(
  { history, bestEpoch }: Training,
  colours: Palette,
  font: string,
): PlotOptions {
  const rates = history.map(({ learningRate }) => learningRate);
  const loss = {
    width: 2,
    points: { show: history.length <= FEW },
    value: (_plot: uPlot, raw: number | null) => formatNumber(raw, 4),
  };
  return {
    scales: {
      x: { time: false, range: (_plot, min, max) => [min - 0.5, max + 0.5] },
      rate: { range: [0, Math.max(...rates) * 1.15] },
    },
    axes: [
      axis(colours, font, {
        label: "epoch",
        size: 32,
        labelSize: 18,
        labelFont: `12px ${font}`,
        values: (_plot, ticks) => ticks.map(epochText),
      }),
      axis(colours, font, { size: 56 }),
      axis(colours, font, {
        scale: "rate",
        side: 1,
        size: 64,
        grid: { show: false },
        values: (_plot, ticks) => ticks.map(rateText),
      }),
    ],
    series: [
      { label: "epoch", value: (_plot, raw) => raw ?? UNKNOWN },
      { label: "loss", stroke: colours.naive, ...loss },
      { label: "validation loss", stroke: colours.model, ...loss },
      {
        label: "learning rate",
        scale: "rate",
        stroke: colours.rate,
        width: 1.5,
        dash: [2, 3],
        points: NO_POINTS,
        value: (_plot, raw) => (raw === null ? UNKNOWN : raw.toExponential(1)),
      },
    ],
    hooks: { drawClear: [(plot) => bestEpoch > 0 && drawEpochMark(plot, bestEpoch, colours.soft)] },
  };
}

/** Ticks between two epochs have no text. */
export function epochText(tick: number): string {
  return Number.isInteger(tick) ? String(tick) : "";
}

export function rateText(tick: number): string {
  return tick === 0 ? "0" : tick.toExponential(0);
}

/** A dashed vertical line at the epoch whose weights were kept. */
function drawEpochMark({ ctx, bbox, valToPos }: uPlot, epoch: number, colour: string): void {
  const x = Math.round(valToPos(epoch, "x", true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
