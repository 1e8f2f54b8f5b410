import type { CurvePoint } from "@lstm-predict/tracking";
import type { ComparedRun } from "./comparison.ts";

/** The losses of one training by epoch. */
export interface RunCurves {
  number: number;
  /** The target determines the loss function: only losses of one target are comparable. */
  target: string;
  training: CurvePoint[];
  validation: CurvePoint[];
}

/** Reads the losses of the runs that logged a validation loss. */
export async function readCurves(runs: readonly ComparedRun[]): Promise<RunCurves[]> {
  const curves: RunCurves[] = [];
  for (const { number, params, curve } of runs) {
    const [training, validation] = [await curve("loss/train"), await curve("loss/validation")];
    if (validation.length === 0) continue;
    curves.push({ number, target: params.target ?? "unknown", training, validation });
  }
  return curves;
}

/** The epoch with the lowest validation loss. */
export function lowest({ validation }: RunCurves): CurvePoint {
  return validation.reduce((best, point) => (point.value < best.value ? point : best));
}
