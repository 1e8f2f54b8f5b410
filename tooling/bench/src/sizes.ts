import { COLUMN_COUNT } from "@lstm-predict/bars";
import { parseConfig } from "@lstm-predict/model";

/** The model of one output, which all peers build. */
export const CONFIG = parseConfig({ target: "return" });
const { window, units, dropout, denseUnits, l2, batchSize } = CONFIG;

/** What every contender builds. */
export const SIZES = { window, features: COLUMN_COUNT, units, dropout, denseUnits, l2, batchSize };

export const TASKS = ["train-step", "predict-1", "predict-256"] as const;
export type Task = (typeof TASKS)[number];

/**
 * Floating-point operations that a task asks for, a multiply-add being two: the matrix products alone, and a backward
 * pass as two forward passes without the gradient of the model's input. Zeros that padding adds do not count.
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
