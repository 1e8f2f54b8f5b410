import type { TopLevelSpec } from "vega-lite";
import { CHART_CONFIG, PALETTE } from "../page/chart-theme.ts";
import type { ReportData } from "./types.ts";

const COLOURS = { model: PALETTE.blue, actual: PALETTE.grey, naive: PALETTE.orange } as const;

const DAYS_OF_ZOOM = 60;
const WIDTH = 640;

/** Training and validation loss by epoch, with the best epoch and the steps of the learning rate. */
export function lossChart({ metadata: { history, bestEpoch } }: ReportData): TopLevelSpec {
  const values = history.flatMap(({ epoch, loss, valLoss }) => [
    { epoch, loss, series: "training" },
    { epoch, loss: valLoss, series: "validation" },
  ]);
  const steps = history.filter(({ learningRate }, k) => k > 0 && learningRate < history[k - 1]!.learningRate);
  const reductions = {
    data: { values: steps.map(({ epoch }) => ({ epoch })) },
    mark: { type: "rule" as const, strokeDash: [2, 3], color: COLOURS.actual, opacity: 0.7 },
    encoding: { x: { field: "epoch", type: "quantitative" as const } },
  };
  return {
    width: WIDTH,
    height: 220,
    config: CHART_CONFIG,
    layer: [
      // Vega warns of a scale without data.
      ...(steps.length > 0 ? [reductions] : []),
      {
        data: { values },
        mark: { type: "line", strokeWidth: 2, point: history.length < 40 ? { size: 18 } : false },
        encoding: {
          x: { field: "epoch", type: "quantitative", title: "epoch", axis: { grid: false, tickMinStep: 1 } },
          y: { field: "loss", type: "quantitative", title: "loss", scale: { zero: false } },
          color: {
            field: "series",
            type: "nominal",
            scale: { domain: ["training", "validation"], range: [COLOURS.actual, COLOURS.model] },
          },
        },
      },
      {
        data: {
          values: values.filter(({ epoch, series }) => epoch === bestEpoch && series === "validation"),
        },
        mark: { type: "point", size: 110, filled: false, strokeWidth: 2, color: COLOURS.naive },
        encoding: { x: { field: "epoch", type: "quantitative" }, y: { field: "loss", type: "quantitative" } },
      },
    ],
  };
}

/** The test span, whole and its last 60 days: what came, what the model said, what naive said. */
export function forecastChart(data: ReportData): TopLevelSpec {
  const test = testDays(data);
  const days = test.dates.map((date, k) => ({
    ...{ date, actual: test.actual[k]!, model: test.model[k]!, naive: test.naive[k]! },
  }));
  const panel = (title: string, values: typeof days, series: (keyof typeof COLOURS)[]) => ({
    title,
    width: WIDTH,
    height: 220,
    data: {
      values: values.flatMap((day) =>
        series.map((name) => ({ date: day.date, price: day[name], series: name })),
      ),
    },
    mark: { type: "line" as const, strokeWidth: 1.6, opacity: 0.9 },
    encoding: {
      x: {
        field: "date",
        type: "temporal" as const,
        title: null,
        scale: { type: "utc" as const },
        axis: { grid: false },
      },
      y: { field: "price", type: "quantitative" as const, title: "close", scale: { zero: false } },
      color: {
        field: "series",
        type: "nominal" as const,
        scale: { domain: Object.keys(COLOURS), range: Object.values(COLOURS) },
      },
    },
  });
  return {
    config: CHART_CONFIG,
    vconcat: [
      panel("Test span", days, ["actual", "model"]),
      panel(`Its last ${Math.min(DAYS_OF_ZOOM, days.length)} days`, days.slice(-DAYS_OF_ZOOM), [
        "actual",
        "naive",
        "model",
      ]),
    ],
  };
}

/** How far off the forecasts of the test span were, in percent: the model beside naive. */
export function errorsChart(data: ReportData): TopLevelSpec {
  const test = testDays(data);
  const error = (forecast: number[]) => forecast.map((value, k) => 100 * (value / test.actual[k]! - 1));
  const values = (["naive", "model"] as const).flatMap((series) =>
    error(test[series]).map((percent) => ({ series, percent })),
  );
  return {
    width: WIDTH,
    height: 200,
    config: CHART_CONFIG,
    data: { values },
    mark: { type: "area", interpolate: "step", line: { strokeWidth: 1.6 }, fillOpacity: 0.25 },
    transform: [
      { bin: { maxbins: 40 }, field: "percent", as: "from" },
      { aggregate: [{ op: "count", as: "days" }], groupby: ["from", "series"] },
      { impute: "days", key: "from", groupby: ["series"], value: 0 },
    ],
    encoding: {
      x: { field: "from", type: "quantitative", title: "forecast error, %", axis: { grid: false } },
      y: { field: "days", type: "quantitative", title: "days", stack: null },
      color: {
        field: "series",
        type: "nominal",
        scale: { domain: ["naive", "model"], range: [COLOURS.naive, COLOURS.model] },
      },
    },
  };
}

function testDays({ forecasts, test: { from, to } }: ReportData) {
  const part = (values: Float64Array) => [...values.subarray(from, to)];
  return {
    dates: forecasts.dates.slice(from, to),
    actual: part(forecasts.actual),
    naive: part(forecasts.last),
    model: part(forecasts.points.model!),
  };
}
