import type { Reason } from "@lstm-predict/registry";
import type { RunReason } from "@lstm-predict/tracking";

/** A version, a tracked run or the folds of a backtest, and why it stays. */
export interface PrunedItem {
  kind: "version" | "run" | "folds";
  /** Undefined where it belongs to none, or to several. */
  symbol: string | undefined;
  name: string;
  /** Undefined if it is deleted. */
  reason: Reason | RunReason | undefined;
  /** Bytes that its deletion frees; 0 if it stays. */
  bytes: number;
}
