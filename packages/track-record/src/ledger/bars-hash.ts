import type { Bar } from "@lstm-predict/bars";
import { hashBars } from "@lstm-predict/market-data";

const known = new WeakMap<readonly Bar[], string>();

/** `hashBars`, computed once for the same array: forecasts of several horizons and models come from one. */
export function barsHash(bars: readonly Bar[]): string {
  const hash = known.get(bars) ?? hashBars(bars);
  known.set(bars, hash);
  return hash;
}
