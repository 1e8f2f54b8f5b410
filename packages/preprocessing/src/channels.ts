/** What a network sees of the closes of a covariate. */
export const CHANNEL_KINDS = ["return", "level"] as const;

/** `return`: the log return of each row. `level`: the log close minus its mean over the window. */
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** A covariate as input of a network. */
export interface Channel {
  /** As Yahoo spells it. */
  symbol: string;
  kind: ChannelKind;
}

/** Indices of implied volatility, which return to a level: VIX and its kin of other terms and markets. */
const VOLATILITY_INDEX = /^\^(\w*VIX\w*|VXN|VXD|RVX|OVX|GVZ)$/;

/** The channel of a symbol: a volatility index is seen by its level, everything else by its returns. */
export function channelOf(symbol: string): Channel {
  return { symbol, kind: VOLATILITY_INDEX.test(symbol) ? "level" : "return" };
}

/** The values `[window]` of a channel from the log closes `[window]` of a window; the return of its first row is unknown, and 0. */
export function valuesOf({ kind }: Channel, logs: Float64Array): Float64Array {
  if (kind === "return") return logs.map((log, row) => (row === 0 ? 0 : log - logs[row - 1]!));
  let sum = 0;
  for (const log of logs) sum += log;
  const mean = sum / logs.length;
  return logs.map((log) => log - mean);
}
