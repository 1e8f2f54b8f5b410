import type { PooledScores, RefitScores } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import { mean } from "@lstm-predict/metrics";
import { fixed } from "@lstm-predict/reports";
import type { PooledModel } from "@lstm-predict/volatility";
import { plainTable } from "../terminal/plain-table.ts";

/** The terms of a pooled model without a market. */
export const OWN_TERMS = ["constant", "day", "week", "month", "volume, day", "volume, week"];
const MARKET_TERMS = ["market, day", "market, week", "market, month"];

/** Renders coefficients and quantiles of a refit beside the shipped ones. */
export function renderModel(refit: PooledModel, shipped: PooledModel): string {
  const table = plainTable(["", "refit", "shipped"], ["left", "right", "right"]);
  const row = (name: string, refitted: number | undefined, supplied: number | undefined) =>
    table.push([name, fixed(refitted ?? Number.NaN, 4), fixed(supplied ?? Number.NaN, 4)]);
  const terms = [...OWN_TERMS, ...(refit.market === null ? [] : MARKET_TERMS)];
  terms.forEach((term, k) => {
    row(term, refit.coefficients[k], shipped.coefficients[k]);
  });
  LEVELS.forEach((level, k) => {
    row(`quantile ${Math.round(100 * level)} %`, refit.quantiles[k], shipped.quantiles[k]);
  });
  return table.toString();
}

/** Renders the scores on the last 15 % of the days, by symbol. */
export function renderRefitScores({ symbols }: RefitScores): string {
  const heads = ["days", "90 % held", "shipped", "Winkler", "shipped", "CRPS", "shipped"];
  const table = plainTable(["symbol", ...heads], ["left", ...heads.map(() => "right" as const)]);
  const cells = (refit: PooledScores, shipped: PooledScores) => [
    ...[refit, shipped].map(({ coverage }) => fixed(100 * coverage, 1)),
    ...[refit, shipped].map(({ winkler }) => fixed(winkler, 3)),
    ...[refit, shipped].map(({ crps }) => fixed(crps, 4)),
  ];
  for (const { symbol, days, refit, shipped } of symbols) {
    table.push([symbol, String(days), ...cells(refit, shipped)]);
  }
  const overall = (of: "refit" | "shipped"): PooledScores => ({
    coverage: mean(symbols.map((symbol) => symbol[of].coverage)),
    winkler: mean(symbols.map((symbol) => symbol[of].winkler)),
    crps: mean(symbols.map((symbol) => symbol[of].crps)),
  });
  table.push(["mean", "", ...cells(overall("refit"), overall("shipped"))]);
  return table.toString();
}

/** Compares the refit with the shipped model, in one sentence. */
export function compareRefit({ relative, wins, symbols, p }: RefitScores): string {
  const difference = 100 * Math.abs(relative.winkler - 1);
  const how = relative.winkler < 1 ? "better" : "worse";
  return `By interval score the refit is ${fixed(difference, 2)} % ${how} than the shipped model, and the better one on ${wins} of ${symbols.length} symbols (Diebold-Mariano p ${fixed(p, 3)}).`;
}
