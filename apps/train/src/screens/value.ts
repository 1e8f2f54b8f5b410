import type { ValueSummary } from "@lstm-predict/backtest";
import { aboutValue, byStrategy, valueBySymbol, valueRules } from "@lstm-predict/reports";
import { showTable } from "./backtest.ts";

/** Renders what a backtest's forecasts are worth after costs; `value` is undefined if nothing can be said. */
export function renderValue(value: ValueSummary | undefined): string {
  if (!value)
    return "No value: no symbol has a volatility to aim at. Its price stood still, or has too few days.";
  const tables = [byStrategy(value), ...(value.symbols.length > 1 ? [valueBySymbol(value)] : [])];
  return [...tables.map(showTable), aboutValue(value).join("\n"), valueRules(value)].join("\n\n");
}
