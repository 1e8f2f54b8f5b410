import { COLUMNS } from "@lstm-predict/bars";
import { finite, object, oneOf, parseState } from "@lstm-predict/checks";
import { z } from "zod";
import { COVARIATES, type CovariatesState } from "./covariates.ts";
import { PreprocessingError } from "./errors.ts";
import { isDrift, isShrinkage, legalPoint } from "./point.ts";
import type { TargetName } from "./preset.ts";
import { PRESETS } from "./presets.ts";
import { type ScalerState, scalerState } from "./scaler.ts";

/** All that was fitted, the document `preprocessing.json`. */
export interface PreprocessingState {
  target: TargetName;
  /** Rows in a window. */
  window: number;
  /** The columns of a raw row, in order. */
  columns: string[];
  features: ScalerState;
  targets: ScalerState;
  /** Absent if the network takes none. */
  covariates?: CovariatesState;
  shrinkage: number;
  drift: number;
}

export const TARGETS = Object.keys(PRESETS) as TargetName[];
export const MAX_WINDOW = 10_000;

/** Whether `value` is a number of rows that a window may have. */
export function isWindow(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_WINDOW;
}

/**
 * Checks saved state.
 *
 * @throws PreprocessingError `bad_state`, which names the first wrong field
 */
export function parsePreprocessing(state: unknown): Omit<PreprocessingState, "columns"> {
  const reader = {
    name: "preprocessing",
    fail: (message: string) => new PreprocessingError("bad_state", message),
  };
  const { target } = parseState(object({ target: oneOf(TARGETS) }), state, reader);
  return { target, ...parseState(STATES[target], state, reader) };
}

const columns = JSON.stringify(COLUMNS);

function stateOf(target: TargetName) {
  const { scaler, featureCount, outputs } = PRESETS[target];
  const legal = legalPoint(target);
  return object({
    window: finite.refine(isWindow, `an integer from 1 to ${MAX_WINDOW}`),
    columns: z.unknown().refine((value) => JSON.stringify(value) === columns, columns),
    features: scalerState(featureCount, scaler),
    targets: scalerState(outputs, scaler),
    covariates: COVARIATES.exactOptional(),
    shrinkage: finite.refine((value) => isShrinkage(value, target), legal.shrinkage),
    // Bundles of version 0.1 have no drift.
    drift: finite.refine((value) => isDrift(value, target), legal.drift).default(0),
  });
}

const STATES = { distribution: stateOf("distribution"), return: stateOf("return"), price: stateOf("price") };
