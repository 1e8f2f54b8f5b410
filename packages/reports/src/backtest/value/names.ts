import type { StrategyName } from "@lstm-predict/backtest";

/** Display names of the strategies, in the order of tables. */
export const STRATEGY_NAMES: Record<StrategyName, string> = {
  hold: "hold",
  targetModel: "target, model",
  targetZeroShot: "target, zero-shot HAR",
  targetEwma: "target, EWMA",
  targetConstant: "target, constant",
  signLongOut: "sign, long or out",
  signLongShort: "sign, long or short",
};
