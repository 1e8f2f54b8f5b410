import type * as tf from "@tensorflow/tfjs";
import { FUSED, type LayerSizes, type Side, STOCK, withFixedMasks } from "./sides.ts";
import type { BuildWork, LayerTask, Work } from "./work.ts";

/** A row whose values differ by more from the stock layer's fails the bench. */
export const TOLERANCE = 1e-4;

/**
 * Runs every task once on both sides.
 *
 * @returns for each task the largest difference in any of its results, as a part of the result's largest value: infinity for
 * other shapes and for values that are not finite; or the reason why the stock layer cannot run the task
 * @throws Error of the fused layer where the stock layer runs
 */
export async function compareSides(
  build: BuildWork,
  sizes: LayerSizes,
  sides: { stock: Side; fused: Side } = { stock: STOCK, fused: FUSED },
): Promise<Partial<Record<LayerTask, number | string>>> {
  const stock = await build(withFixedMasks(sides.stock), sizes);
  const fused = await build(withFixedMasks(sides.fused), sizes);
  const compared: Partial<Record<LayerTask, number | string>> = {};
  for (const task of Object.keys(stock) as LayerTask[]) {
    const expected = await resultsOrReason(stock[task]!);
    compared[task] =
      typeof expected === "string" ? expected : largestDifference(await fused[task]!(), expected);
  }
  return compared;
}

async function resultsOrReason(run: NonNullable<Work[LayerTask]>): Promise<tf.Tensor[] | string> {
  try {
    return await run();
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
}

function largestDifference(actual: tf.Tensor[], expected: tf.Tensor[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(...expected.map((tensor, k) => differenceOf(actual[k]!, tensor)));
}

function differenceOf(actual: tf.Tensor, expected: tf.Tensor): number {
  if (`${actual.shape}` !== `${expected.shape}`) return Number.POSITIVE_INFINITY;
  const [values, right] = [actual.dataSync(), expected.dataSync()];
  let [difference, largest] = [0, 0];
  right.forEach((value, k) => {
    const here = Math.abs(values[k]! - value);
    // Not `here > difference`, which is false for NaN.
    if (!(here <= difference)) difference = Number.isFinite(here) ? here : Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(value));
  });
  return difference / (largest || 1);
}
