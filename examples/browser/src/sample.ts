import { toRawSeries } from "@lstm-predict/bars";
import { DEFAULT_CONFIG } from "@lstm-predict/model/config";
import { chronologicalSplits, PRESETS, Preprocessor } from "@lstm-predict/preprocessing";
import csv from "@observablehq/sample-datasets/aapl.csv?raw";

/** A batch: x [32, 60, 6] and y [32, 2]. */
export interface Batch {
  x: Float32Array;
  y: Float32Array;
}

export const { window, batchSize, units, denseUnits, l2, learningRate } = DEFAULT_CONFIG;
/** The same after both layers. */
export const dropout = [DEFAULT_CONFIG.dropout].flat()[0]!;
export const { outputs, lossWeights } = PRESETS.distribution;
export const INPUTS = 6;

/** The full batches of one epoch: the training windows of the bundled bars of AAPL, in a random order that is always the same. */
export function readBatches(): Batch[] {
  const [, ...lines] = csv.trim().split("\n");
  const bars = lines.map((line) => {
    const [date, ...numbers] = line.split(",");
    const [open, high, low, close, adjClose, volume] = numbers.map(Number) as number[];
    return {
      date: date!,
      open: open!,
      high: high!,
      low: low!,
      close: close!,
      volume: volume!,
      adjClose: adjClose!,
    };
  });
  const series = toRawSeries(bars);
  const { train } = chronologicalSplits(series.length, window);
  const preprocessor = Preprocessor.fit(series, { target: "distribution", window, trainWindows: train.to });
  const windows = preprocessor.windows(series);
  const order = shuffled(train.to);
  return Array.from({ length: Math.floor(train.to / batchSize) }, (_, k) => {
    const batch = {
      x: new Float32Array(batchSize * window * INPUTS),
      y: new Float32Array(batchSize * outputs),
    };
    windows.gather(order.subarray(k * batchSize, (k + 1) * batchSize), batch.x, batch.y);
    return batch;
  });
}

/** 0 to count - 1, in the order of a multiplicative hash. */
function shuffled(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, k) => k).sort((a, b) => hash(a) - hash(b));
}

function hash(k: number): number {
  return Math.imul(k + 1, 2654435761) >>> 0;
}
