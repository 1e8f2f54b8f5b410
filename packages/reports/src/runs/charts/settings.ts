import { headOf, type TrainingRun } from "@lstm-predict/tracking";
import { median, medianAbsoluteDeviation } from "simple-statistics";
import type { TopLevelSpec } from "vega-lite";
import { valueAxis } from "../../kit/axes.ts";
import { CONFIG } from "../../kit/chart-theme.ts";
import type { Comparison } from "../comparison.ts";
import { runColours } from "../palette.ts";
import { labelPlaces, toPixels } from "./labels.ts";

/** Fewer runs show no pattern. */
const MIN_RUNS = 4;
/** Values that span at least this factor get a log axis. */
const LOG_FROM = 8;
const GAP = 80;
const HEIGHT = 150;
/** Approximate width of a character of a label, in pixels. */
const LABEL_CHARACTER = 6;
/** Scores further from the median than this many median absolute deviations are drawn at the edge. */
const OUTLYING = 8;

/** The params to draw the metric against: those that differ, without the seed. */
export function drawnParams({ runs, differing, metric }: Comparison): string[] {
  const scored = runs.filter(({ metrics }) => Number.isFinite(metrics[metric]));
  if (scored.length < MIN_RUNS) return [];
  return differing.filter(
    (name) =>
      name !== "seed" &&
      scored.every(({ params }) => name in params) &&
      new Set(scored.map(({ params }) => params[name])).size > 1,
  );
}

/** Draws the metric against each of these params, with a dot for each run. */
export function settingsChart(
  { runs, metric }: Comparison,
  names: readonly string[],
  width: number,
): TopLevelSpec {
  const columns = width < 400 ? 1 : Math.min(3, names.length);
  const panelWidth = (width - (columns - 1) * GAP) / columns;
  const scored = runs.filter(({ metrics }) => Number.isFinite(metrics[metric]));
  const shown = scoresInSight(scored, metric);
  const up = toPixels(shown, HEIGHT);
  const color = runColours(scored.map(({ number }) => number));
  const shape = {
    field: "off",
    type: "nominal" as const,
    legend: null,
    scale: { domain: [false, true], range: ["circle", "triangle-up"] },
  };
  const panel = (name: string) => {
    const encoding = {
      x: paramAxis(
        name,
        scored.map(({ params }) => params[name]!),
        panelWidth,
      ),
      y: scoreAxis(metric),
      color,
    };
    const points = scored.map(({ number: run, params, metrics }, k) => {
      const text = params[name]!;
      const value = encoding.x.type === "nominal" ? text : Number(text);
      return { run, value, score: shown[k], off: shown[k] !== metrics[metric] };
    });
    const texts = [...new Set(scored.map(({ params }) => params[name]))];
    const labels = labelPlaces(
      scored.map(({ number: run, params }, k) => ({
        run,
        x: texts.indexOf(params[name]) * panelWidth, // only runs of one value share a label
        y: up[k]!,
      })),
    );
    return {
      width: panelWidth,
      height: HEIGHT,
      layer: [
        {
          data: { values: points },
          mark: { type: "point" as const, filled: true, size: 60, opacity: 1 },
          encoding: { ...encoding, shape },
        },
        {
          data: { values: labels.map(({ index, label }) => ({ ...points[index]!, label })) },
          mark: { type: "text" as const, align: "left" as const, dx: 7, fontWeight: "bold" as const },
          encoding: { ...encoding, text: { field: "label" } },
        },
      ],
    };
  };
  return { config: CONFIG, columns, spacing: { row: 40, column: 20 }, concat: names.map(panel) };
}

/** The scores, with outliers moved to the edge of the chart, so that one failed run does not hide the others. */
export function scoresInSight(runs: readonly TrainingRun[], metric: string): number[] {
  const scores = runs.map(({ metrics }) => metrics[metric]!);
  const [centre, room] = [median(scores), OUTLYING * medianAbsoluteDeviation(scores)];
  const near = room > 0 ? scores.filter((score) => Math.abs(score - centre) <= room) : scores;
  const [low, high] = [Math.min(...near), Math.max(...near)];
  const edge = (high - low) / 4;
  return scores.map((score) => (near.includes(score) ? score : score > high ? high + edge : low - edge));
}

function scoreAxis(metric: string) {
  return valueAxis("score", headOf(metric), "~g");
}

/** The axis of a param: quantitative if all values are numbers, else nominal; leaves out labels that do not fit. */
function paramAxis(name: string, texts: readonly string[], width: number) {
  const distinct = [...new Set(texts)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const fits = distinct.join(" ").length * LABEL_CHARACTER < width;
  const axis = {
    grid: false,
    labelAngle: 0,
    labelLimit: 120,
    labelOverlap: fits ? false : ("greedy" as const),
  };
  const values = distinct.map(Number);
  if (!values.every(Number.isFinite)) {
    return { field: "value", type: "nominal" as const, title: name, sort: distinct, axis };
  }
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spread = low > 0 && high / low >= LOG_FROM ? { type: "log" as const } : { zero: false };
  const scale = { ...spread, padding: 14, nice: false };
  return {
    field: "value",
    type: "quantitative" as const,
    title: name,
    scale,
    axis: { ...axis, format: ".4~r", ...(distinct.length <= 5 ? { values } : { tickCount: 4 }) },
  };
}
