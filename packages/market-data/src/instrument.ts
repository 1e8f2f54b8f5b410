import type { InstrumentKind } from "@lstm-predict/bars";

const KINDS: Record<string, InstrumentKind> = {
  EQUITY: "equity",
  ETF: "fund",
  MUTUALFUND: "fund",
  INDEX: "index",
  CRYPTOCURRENCY: "crypto",
  CURRENCY: "currency",
  FUTURE: "future",
};

/** The kind of a symbol by the `instrumentType` of Yahoo's answer; undefined for other types. */
export function instrumentOf(instrumentType: string): InstrumentKind | undefined {
  return Object.hasOwn(KINDS, instrumentType) ? KINDS[instrumentType] : undefined;
}
