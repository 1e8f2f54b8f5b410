import type { ModelCard } from "@lstm-predict/api/schemas";
import type uPlot from "uplot";
import type { Palette } from "../theme.ts";
import { fixed, NONE } from "../wording/numbers.ts";
import { axis, type PlotOptions } from "./line-plot.ts";

type Training = NonNullable<ModelCard["training"]>;

/** Columns of the plot: epochs, loss, validation loss, learning rate. */
export function trainingData({ history }: Training): uPlot.AlignedData {
  return [
    history.map(({ epoch }) => epoch),
    history.map(({ loss }) => loss),
    history.map(({ valLoss }) => valLoss),
    history.map(({ learningRate }) => learningRate),
  ];
}

export function trainingOptions(
  { history, bestEpoch }: Training,
  colours: Palette,
  font: string,
): PlotOptions {
  const rates = history.map(({ learningRate }) => learningRate);
  const value = (digits: number) => (_plot: uPlot, raw: number | null) =>
    raw === null ? NONE : fixed(raw, digits);
  const few = history.length <= 30;
  return {
    scales: {
      x: { time: false, range: (_plot, min, max) => [min - 0.5, max + 0.5] },
      rate: { range: [0, Math.max(...rates) * 1.15] },
    },
    axes: [
      axis(colours, font, {
        label: "epoch",
        ...{ size: 32, labelSize: 18 },
        labelFont: `12px ${font}`,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : "")),
      }),
      axis(colours, font, { size: 56 }),
      axis(colours, font, {
        scale: "rate",
        side: 1,
        size: 64,
        grid: { show: false },
        values: (_plot, ticks) => ticks.map((tick) => (tick === 0 ? "0" : tick.toExponential(0))),
      }),
    ],
    series: [
      { label: "epoch", value: (_plot, raw) => raw ?? NONE },
      { label: "loss", stroke: colours.naive, width: 2, points: { show: few }, value: value(4) },
      {
        label: "validation loss",
        ...{ stroke: colours.model, width: 2, value: value(4) },
        points: { show: few },
      },
      {
        label: "learning rate",
        ...{ scale: "rate", stroke: colours.rate, width: 1.5, dash: [2, 3], points: { show: false } },
        value: (_plot, raw) => (raw === null ? NONE : raw.toExponential(1)),
      },
    ],
    hooks: {
      drawClear: [
        (plot) => {
          const x = Math.round(plot.valToPos(bestEpoch, "x", true));
          const { top, height } = plot.bbox;
          plot.ctx.save();
          plot.ctx.strokeStyle = colours.soft;
          plot.ctx.setLineDash([2, 4]);
          plot.ctx.beginPath();
          plot.ctx.moveTo(x, top);
          plot.ctx.lineTo(x, top + height);
          plot.ctx.stroke();
          plot.ctx.restore();
        },
      ],
    },
  };
}
