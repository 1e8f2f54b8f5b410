import type { RefitScores, TableRefit } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import { mean } from "@lstm-predict/metrics";
import { fixed } from "@lstm-predict/reports";
import { KNOTS, type PooledTable } from "@lstm-predict/volatility";
import { plainTable } from "../terminal/plain-table.ts";
import { OWN_TERMS } from "./volatility.ts";

const TERMS = [...OWN_TERMS, "VIX, change", "VIX, level", "year"];
const HORIZONS = [1, 5, 20] as const;

/** Renders coefficients and quantiles of the refitted model that knows most beside the shipped one's, at three horizons. */
export function renderTable({ model, fittedDays }: TableRefit, shipped: PooledTable): string {
  const name = fittedDays.vix > 0 ? "vix" : "ownLong";
  const heads = HORIZONS.flatMap((horizon) => [`refit, ${horizon}`, "shipped"]);
  const table = plainTable(["", ...heads], ["left", ...heads.map(() => "right" as const)]);
  const row = (title: string, values: (of: PooledTable, knot: number) => number) => {
    const cells = HORIZONS.flatMap((horizon) =>
      [model, shipped].map((of) => fixed(values(of, KNOTS.indexOf(horizon)), 4)),
    );
    table.push([title, ...cells]);
  };
  TERMS.forEach((term, k) => {
    row(term, ({ models }, knot) => models[name].coefficients[knot]![k]!);
  });
  LEVELS.forEach((level, k) => {
    row(`quantile ${Math.round(100 * level)} %`, ({ models }, knot) => models[name].quantiles[knot]![k]!);
  });
  return table.toString();
}

/** Renders the scores of each horizon, over all symbols. */
export function renderHorizons(result: TableRefit): string {
  const heads = ["symbols", "90 % held", "shipped", "Winkler / shipped", "CRPS / shipped", "better on", "p"];
  const table = plainTable(["sessions ahead", ...heads], ["left", ...heads.map(() => "right" as const)]);
  const row = (horizon: string, { symbols, relative, wins, p }: RefitScores) => {
    const held = (of: "refit" | "shipped") =>
      fixed(100 * mean(symbols.map((symbol) => symbol[of].coverage)), 1);
    table.push([
      horizon,
      String(symbols.length),
      held("refit"),
      held("shipped"),
      fixed(relative.winkler, 4),
      fixed(relative.crps, 4),
      String(wins),
      fixed(p, 3),
    ]);
  };
  row("1", result);
  for (const [horizon, scores] of Object.entries(result.later)) row(horizon, scores);
  return table.toString();
}

/** Says which models were fitted, and to how many days. */
export function describeFitted({ fittedDays: { vix, ownLong, own } }: TableRefit): string {
  const days = (count: number) => `${count} ${count === 1 ? "day" : "days"}`;
  const withVix =
    vix > 0
      ? `The model with the VIX was fitted to ${days(vix)}`
      : "The model with the VIX is the shipped one, since too few days have closes of ^VIX";
  return `${withVix}; that of own bars and a year to ${days(ownLong)}, that of own bars to ${days(own)}.`;
}
