import type { PointScores, ScaleScores } from "@lstm-predict/artifacts";
import type { ScoreTable, SplitTable } from "@lstm-predict/evaluation";
import type { Html } from "../kit/html.ts";
import { table } from "../kit/table.ts";
import { tiles } from "../kit/tiles.ts";
import { FORECASTER_NAMES } from "../wording/forecasters.ts";
import { fixed, percent, signed } from "../wording/format.ts";
import { pValue } from "../wording/plain-words.ts";

/** A column: the text of a score, and its loss if the best cell is highlighted. */
interface Column<T> {
  head: string;
  text(scores: T): string;
  loss?(scores: T): number;
}

const POINT_COLUMNS: Column<PointScores>[] = [
  { head: "MASE", text: ({ mase }) => fixed(mase, 4), loss: ({ mase }) => mase },
  { head: "RMSSE", text: ({ rmsse }) => fixed(rmsse, 4), loss: ({ rmsse }) => rmsse },
  {
    head: "direction",
    text: ({ directionalAccuracy }) => percent(directionalAccuracy),
    loss: ({ directionalAccuracy }) => -directionalAccuracy,
  },
  { head: "95 % interval", text: ({ directionInterval: [lower, upper] }) => range(lower, upper) },
  { head: "correlation", text: ({ correlation }) => signed(correlation, 3) },
  { head: "p against naive", text: ({ diebold: { p } }) => pValue(p) },
];

const LEVELS = ["50", "80", "90", "95"];

const SCALE_COLUMNS: Column<ScaleScores>[] = [
  ...LEVELS.map((level) => ({
    head: `${level} %`,
    text: ({ intervals }: ScaleScores) => fixed(100 * intervals[level]!.coverage, 1),
    loss: ({ intervals }: ScaleScores) => Math.abs(100 * intervals[level]!.coverage - Number(level)),
  })),
  { head: "width", text: ({ intervals }) => fixed(intervals["90"]!.width, 2) },
  {
    head: "Winkler",
    text: ({ intervals }) => fixed(intervals["90"]!.winkler, 3),
    loss: ({ intervals }) => intervals["90"]!.winkler,
  },
  ratio("/ constant", ({ winklerToConstant }) => winklerToConstant),
  ratio("/ HAR", ({ winklerToHar }) => winklerToHar),
  ratio("CRPS / HAR", ({ crpsToHar }) => crpsToHar),
  { head: "QLIKE", text: ({ qlike }) => signed(qlike, 3), loss: ({ qlike }) => qlike },
];

function ratio(
  head: string,
  of: (relative: NonNullable<ScaleScores["relative"]>) => number,
): Column<ScaleScores> {
  const value = ({ relative }: ScaleScores) => (relative ? of(relative) : Number.NaN);
  return { head, text: (scores) => fixed(value(scores), 4), loss: value };
}

/** Scores of all forecasters of the next close, on the test span. */
export function pointTable(test: SplitTable): Html {
  return forecasterTable(
    POINT_COLUMNS,
    scoresOf(test, (scores): scores is PointScores => "mase" in scores),
  );
}

/** Scores of all forecasters of the volatility, on the test span. */
export function scaleTable(test: SplitTable): Html {
  return forecasterTable(
    SCALE_COLUMNS,
    scoresOf(test, (scores): scores is ScaleScores => "intervals" in scores),
  );
}

/** The forecasters with one kind of scores, in the order of FORECASTER_NAMES, then others. */
function scoresOf<T extends object>(split: SplitTable, is: (scores: object) => scores is T): [string, T][] {
  const names = new Set([...Object.keys(FORECASTER_NAMES), ...Object.keys(split)]);
  return [...names].flatMap((name) => {
    const scores: object | undefined = split[name];
    return scores && is(scores) ? [[FORECASTER_NAMES[name] ?? name, scores] as [string, T]] : [];
  });
}

function forecasterTable<T>(columns: readonly Column<T>[], forecasters: readonly [string, T][]): Html {
  const best = columns.map(({ loss }) => {
    const losses = loss ? forecasters.map(([, scores]) => loss(scores)).filter(Number.isFinite) : [];
    // If all are equal, none is best.
    return new Set(losses).size > 1 ? Math.min(...losses) : Number.NaN;
  });
  return table(
    ["", ...columns.map(({ head }) => head)],
    forecasters.map(([name, scores]) => [
      name,
      ...columns.map(({ text, loss }, k) => ({ text: text(scores), best: loss?.(scores) === best[k] })),
    ]),
  );
}

const [MASE, P] = [POINT_COLUMNS[0]!, POINT_COLUMNS.at(-1)!];
const HORIZON_COLUMNS: Column<PointScores & ScaleScores>[] = [
  { head: "days", text: ({ n }) => String(n) },
  MASE,
  P,
  ...SCALE_COLUMNS.filter(({ head }) => head !== "Winkler" && head !== "QLIKE"),
];

/** The model's scores on the test span, by horizon. */
export function horizonTable(byHorizon: Readonly<Record<string, ScoreTable>>): Html {
  return table(
    ["sessions ahead", ...HORIZON_COLUMNS.map(({ head }) => head)],
    Object.entries(byHorizon).map(([horizon, { test }]) => [
      horizon,
      ...HORIZON_COLUMNS.map(({ text }) => text(test.model)),
    ]),
  );
}

const SPLIT_COLUMNS = [
  ["R2", "r2", 4],
  ["MAE", "mae", 3],
  ["RMSE", "rmse", 3],
  ["MAPE %", "mape", 3],
  ["MASE", "mase", 4],
  ["direction", "directionalAccuracy", 3],
] as const;

/** Scores of model, naive and drift on each split; highlights the better of model and naive. */
export function splitsTable(scores: ScoreTable): Html {
  const bodies = Object.entries(scores).map(([split, forecasts]) =>
    (["model", "naive", "drift"] as const).map((name) => {
      const rival = forecasts[name === "model" ? "naive" : "model"];
      const cells = SPLIT_COLUMNS.map(([, column, digits]) => {
        const [score, rivals] = [forecasts[name][column], rival[column]];
        const higherIsBetter = column === "r2" || column === "directionalAccuracy";
        return {
          text: fixed(score, digits),
          best: name !== "drift" && (higherIsBetter ? score > rivals : score < rivals),
        };
      });
      return [name === "model" ? split : "", name, ...cells, String(forecasts[name].n)];
    }),
  );
  return table(["", "", ...SPLIT_COLUMNS.map(([head]) => head), "days"], ...bodies);
}

/** Tiles with the key numbers of the test span. */
export function keyNumbers({ model }: SplitTable): Html {
  const { coverage, width } = model.intervals["90"]!;
  return tiles([
    ["MASE, naive is 1", fixed(model.mase, 4)],
    ["direction right", percent(model.directionalAccuracy)],
    ["in 90 % interval", percent(coverage)],
    ["its width", `${fixed(width, 2)} %`],
    ["Winkler / HAR", fixed(model.relative?.winklerToHar ?? Number.NaN, 4)],
  ]);
}

function range(lower: number, upper: number): string {
  return Number.isFinite(lower) ? `${fixed(100 * lower, 1)} to ${fixed(100 * upper, 1)} %` : "-";
}
