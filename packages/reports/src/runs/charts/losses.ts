import type { CurvePoint } from "@lstm-predict/tracking";
import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { CONFIG } from "../../kit/chart-theme.ts";
import { lowest, type RunCurves } from "../curves.ts";
import { runColours } from "../palette.ts";
import { labelPlaces } from "./labels.ts";

const GAP = 80;
const HEIGHT = 170;

/** Draws losses by epoch, one row for each target: validation with the best epoch of each run, and training. */
export function lossesChart(curves: readonly RunCurves[], width: number): TopLevelSpec {
  const targets = [...new Set(curves.map(({ target }) => target))];
  const columns = width < 400 ? 1 : 2;
  const last = Math.max(...curves.map(({ validation }) => validation.at(-1)!.step));
  const color = runColours(curves.map(({ number }) => number));
  const x = {
    field: "step",
    type: "quantitative" as const,
    title: "epoch",
    scale: { domain: [0, last + 1], nice: false },
    axis: { grid: false, tickMinStep: 1, format: "d", tickCount: 6 },
  };
  const y = { ...valueAxis("value", "loss", "~g"), scale: { zero: false, padding: 12 } };
  const panel = (target: string, span: "training" | "validation") => {
    const ofTarget = curves.filter((run) => run.target === target);
    const points = ofTarget.flatMap((run) => run[span].map((point) => ({ ...point, run: run.number })));
    const best = ofTarget.map((run) => ({ ...lowest(run), run: run.number }));
    const encoding = { x, y, color };
    const panelWidth = (width - (columns - 1) * GAP) / columns;
    const marks = [
      {
        data: { values: best },
        mark: { type: "point" as const, filled: true, size: 45, opacity: 1 },
        encoding,
      },
      {
        data: { values: labelled(best, points, { width: panelWidth, steps: last + 1 }) },
        mark: { type: "text" as const, dy: 12, fontWeight: "bold" as const },
        encoding: { ...encoding, text: { field: "label" } },
      },
    ];
    return {
      title: { text: targets.length > 1 ? `${span}, target ${target}` : span, offset: 18 },
      width: panelWidth,
      height: HEIGHT,
      layer: [
        { data: { values: points }, mark: { type: "line" as const, strokeWidth: 1.6 }, encoding },
        ...(span === "validation" ? marks : []),
      ],
    };
  };
  return {
    config: CONFIG,
    columns,
    spacing: { row: 28, column: 20 },
    concat: targets.flatMap((target) => [panel(target, "validation"), panel(target, "training")]),
  };
}

type RunPoint = CurvePoint & { run: number };

/** The points of `best` that get a label, in a panel that `points` fill from bottom to top. */
function labelled(
  best: readonly RunPoint[],
  points: readonly RunPoint[],
  { width, steps }: { width: number; steps: number },
) {
  const values = points.map(({ value }) => value);
  const scale = HEIGHT / (Math.max(...values) - Math.min(...values) || 1);
  const places = best.map(({ run, step, value }) => ({ run, x: (step * width) / steps, y: value * scale }));
  return labelPlaces(places).map(({ index, label }) => ({ ...best[index]!, label }));
}
