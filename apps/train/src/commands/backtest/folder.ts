import { createHash } from "node:crypto";
import type { BacktestOptions } from "@lstm-predict/backtest";

/** More symbols than these are counted in the folder's name instead of listed. */
const MAX_LISTED = 3;

/** The folder's name, "AAPL+KO-distribution-8x60-0123456789ab", by which a person tells backtests apart. */
export function folderOf(
  names: readonly string[],
  { config, folds }: Pick<BacktestOptions, "config" | "folds">,
  id: string,
): string {
  const more = names.length - MAX_LISTED;
  const listed = [...names.slice(0, MAX_LISTED), ...(more > 0 ? [`${more}-more`] : [])].join("+");
  return `${listed}-${config.target}-${folds.folds}x${folds.refitEvery}-${id}`;
}

/** Identifies a plan: the same plan on the same bars has the same folder. */
export function idOf(plan: object): string {
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 12);
}
