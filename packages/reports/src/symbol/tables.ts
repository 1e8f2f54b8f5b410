import type { Html } from "../kit/html.ts";
import { table } from "../kit/table.ts";
import { tiles } from "../kit/tiles.ts";
import { compact, fixed, percent, plain, signed, signedPercent } from "../wording/format.ts";
import type { Statistics } from "./statistics/describe-series.ts";

/** Tiles with the key numbers of a symbol. */
export function keyNumbers({ adjusted, volatility, drawdowns, returns }: Statistics): Html {
  const [worst] = returns.worst;
  return tiles([
    ["total return", signedPercent(adjusted.return)],
    ["return a year", adjusted.annualReturn === null ? "-" : signedPercent(adjusted.annualReturn)],
    ["volatility a year", volatility.annual === null ? "-" : percent(volatility.annual)],
    ["deepest fall", drawdowns.deepest[0] ? signedPercent(drawdowns.deepest[0].depth) : "-"],
    ["worst day", worst ? signedPercent(worst.return) : "-"],
  ]);
}

/** The moments and tails of the daily returns beside those of a normal distribution. */
export function shapeTable({ returns }: Statistics): Html {
  const { mean, standardDeviation, skewness, excessKurtosis, beyond } = returns;
  return table(
    ["", "here", "normal"],
    [
      ["mean of a day", signedPercent(mean, 3), ""],
      ["standard deviation", standardDeviation === null ? "-" : percent(standardDeviation, 2), ""],
      ["skewness", signed(skewness ?? Number.NaN, 2), "0"],
      ["excess kurtosis", signed(excessKurtosis ?? Number.NaN, 2), "0"],
      ...beyond.map(({ sigma, days, expected }) => [
        `days beyond ${sigma} standard deviations`,
        String(days),
        fixed(expected, expected < 1 ? 2 : 1),
      ]),
    ],
  );
}

/** The worst and the best days. */
export function extremesTable({ returns: { worst, best } }: Statistics): Html {
  const rows = Array.from({ length: Math.max(worst.length, best.length) }, (_, k) => [
    worst[k]?.date ?? "",
    worst[k] ? signedPercent(worst[k].return, 2) : "",
    best[k]?.date ?? "",
    best[k] ? signedPercent(best[k].return, 2) : "",
  ]);
  return table(["worst days", "", "best days", ""], rows);
}

/** The deepest drawdowns. */
export function drawdownTable({ drawdowns }: Statistics): Html {
  return table(
    ["", "depth", "high", "low", "recovered", "sessions"],
    drawdowns.deepest.map(({ depth, peak, trough, recovery, sessions }, k) => [
      String(k + 1),
      signedPercent(depth),
      peak,
      trough,
      recovery ?? "not yet",
      String(sessions),
    ]),
  );
}

/** The summary of each column of the bars. */
export function summaryTable({ summary }: Statistics): Html {
  return table(
    ["", "count", "mean", "std", "min", "median", "max"],
    Object.entries(summary).map(([column, { count, mean, std, min, median, max }]) => [
      column,
      String(count),
      ...[mean, std, min, median, max].map(column === "Volume" ? compact : plain),
    ]),
  );
}
