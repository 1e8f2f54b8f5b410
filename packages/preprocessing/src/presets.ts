import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { logRangeVariance, logReturn, logReturns, logReturnsAndVariance } from "./features.ts";
import type { Preset, TargetName } from "./preset.ts";

const NO_LIMITS = { features: Number.POSITIVE_INFINITY, targets: Number.POSITIVE_INFINITY };

/** The presets by target. */
export const PRESETS: Readonly<Record<TargetName, Preset>> = {
  // The variance of the day can be forecast, its return hardly: the network learns both, the return with less weight.
  distribution: {
    name: "distribution",
    scaler: "standard",
    limits: { features: 6, targets: 8 },
    featureCount: 6,
    outputs: 2,
    lossWeights: [1, 0.3],
    features: logReturnsAndVariance,
    targets: (rows, index) => [logRangeVariance(rows, index, false), logReturn(rows, index)],
    decode: ([logVariance, logReturn], lastClose, { drift, shrinkage }) => ({
      price: lastClose * Math.exp(drift + shrinkage * logReturn!),
      logVariance: logVariance!,
    }),
  },
  // Log returns keep their scale even if the price leaves the range on which the scaler was fitted.
  return: {
    name: "return",
    scaler: "standard",
    limits: NO_LIMITS,
    featureCount: 6,
    outputs: 1,
    lossWeights: [1],
    features: logReturns,
    targets: (rows, index) => [logReturn(rows, index)],
    decode: ([target], lastClose, { drift, shrinkage }) => ({
      price: lastClose * Math.exp(drift + shrinkage * target!),
    }),
  },
  price: {
    name: "price",
    scaler: "minmax",
    limits: NO_LIMITS,
    featureCount: COLUMN_COUNT,
    outputs: 1,
    lossWeights: [1],
    features: (rows, index) =>
      Array.from({ length: COLUMN_COUNT }, (_, c) => rows[index * COLUMN_COUNT + c]!),
    targets: (rows, index) => [rows[index * COLUMN_COUNT + CLOSE]!],
    decode: ([target]) => ({ price: target! }),
  },
};
