import { formatNumber, type MaybeNumber } from "./numbers.ts";

export interface TrainingSummary {
  epochs: number;
  seconds: number;
  /** The epoch whose weights were kept; 0: those that the training went on from. */
  bestEpoch: number;
  /** Validation loss of that epoch; undefined when the history does not have it. */
  bestValLoss?: MaybeNumber;
}

/** Describes a training curve: its length, and which weights were kept. */
export function describeTraining({ epochs, seconds, bestEpoch, bestValLoss }: TrainingSummary): string {
  const loss =
    bestValLoss === undefined ? "" : `, with a validation loss of ${formatNumber(bestValLoss, 4)},`;
  const time = `${epochs} ${epochs === 1 ? "epoch" : "epochs"} in ${formatNumber(seconds, seconds < 10 ? 1 : 0)} s`;
  if (bestEpoch === 0)
    return `${time}. None had a lower validation loss than the weights that it went on from, which were kept.`;
  return `${time}. The weights of epoch ${bestEpoch}${loss} were kept.`;
}
