import { type ModelConfig, parseConfig } from "@lstm-predict/model/config";
import { flatten } from "./describe.ts";

/** Names that MLflow's table of runs can show are short; the params have every setting. */
const MOST = 4;

/**
 * What tells a training apart from others of its symbol: target, seed and the settings that are not the defaults of the
 * target, such as `distribution, seed 42, units 8, epochs 2`.
 */
export function settingsOf(config: ModelConfig): string {
  const usual = flatten(parseConfig({ target: config.target }));
  const changed = Object.entries(flatten(config)).filter(
    ([name, value]) => !["target", "seed"].includes(name) && usual[name] !== value,
  );
  return [
    config.target,
    `seed ${config.seed}`,
    ...shortList(changed.map(([name, value]) => `${name} ${value}`)),
  ].join(", ");
}

/** The name of a backtest: its symbols, folds and settings. */
export function backtestName(symbols: readonly string[], folds: number, config: ModelConfig): string {
  return `${shortList(symbols).join(" ")}, ${folds} ${folds === 1 ? "fold" : "folds"}, ${settingsOf(config)}`;
}

/** The first of a list, and how many more there are. */
function shortList(items: readonly string[]): string[] {
  const more = items.length - MOST;
  return more > 0 ? [...items.slice(0, MOST), `and ${more} more`] : [...items];
}
