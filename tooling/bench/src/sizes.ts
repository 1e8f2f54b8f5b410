import { COLUMN_COUNT } from "@lstm-predict/bars";
import { parseConfig } from "@lstm-predict/model";

/** Configuration of the measured model, with one output. */
export const CONFIG = parseConfig({ target: "return" });
const { window, units, denseUnits, l2, batchSize } = CONFIG;
const dropout = Number(CONFIG.dropout); // one for all layers

/** Sizes of the model, for all contenders. */
export const SIZES = { window, features: COLUMN_COUNT, units, dropout, denseUnits, l2, batchSize };

/** The measured tasks: a training step, and forecasts of 1 and of 256 windows. */
export const TASKS = ["train-step", "predict-1", "predict-256"] as const;
export type Task = (typeof TASKS)[number];

/**
 * Number of floating-point operations of a task, two for each multiply-add. Counts only matrix products; a backward pass
 * counts as two forward passes without the gradient of the input. Zeros from padding do not count.
 */
export function countOperations(task: Task): number {
  let inputs: number = COLUMN_COUNT;
  let forward = 0;
  for (const size of units) {
    forward += 2 * window * 4 * size * (inputs + size);
    inputs = size;
  }
  forward += 2 * (inputs * denseUnits + denseUnits);
  if (task === "predict-1") return forward;
  if (task === "predict-256") return 256 * forward;
  return batchSize * (3 * forward - 2 * window * 4 * units[0]! * COLUMN_COUNT);
}
