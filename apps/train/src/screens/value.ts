import type { ValueSummary } from "@lstm-predict/backtest";
import { aboutValue, valueRules, valueTables } from "@lstm-predict/reports";
import { showTable } from "./backtest.ts";

/** Renders what a backtest's forecasts are worth after costs; `value` is undefined if nothing can be said. */
export function renderValue(value: ValueSummary | undefined): string {
  if (!value) return "No value: constant volatility, whose level targeting aims at, could not be fitted.";
  return [...valueTables(value).map(showTable), aboutValue(value).join("\n"), valueRules(value)].join("\n\n");
}
