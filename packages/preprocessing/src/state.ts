import { COLUMNS } from "@lstm-predict/bars";
import { finite, object, oneOf, parseState } from "@lstm-predict/checks";
import { z } from "zod";
import { COVARIATES, type CovariatesState } from "./covariates.ts";
import { PreprocessingError } from "./errors.ts";
import { areHorizons, countOutputs, LEGAL_HORIZONS, NEXT_ONLY } from "./horizons.ts";
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
  /** The horizons after the next session with the shrinkage of their returns; absent if the network forecasts none. */
  later?: { horizon: number; shrinkage: number }[];
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
  const { later } = parseState(laterOf(target), state, reader);
  const schema = later ? stateOf(target, horizonsOf(later)) : STATES[target];
  return { target, ...parseState(schema, state, reader), ...(later && { later }) };
}

const columns = JSON.stringify(COLUMNS);

/** The horizons of a network with these later ones. */
const horizonsOf = (later: NonNullable<PreprocessingState["later"]>) => [
  ...NEXT_ONLY,
  ...later.map(({ horizon }) => horizon),
];

function laterOf(target: TargetName) {
  const legal = `an array of horizons with shrinkages: ${LEGAL_HORIZONS}`;
  const shrinkage = finite.refine((value) => isShrinkage(value, target), legalPoint(target).shrinkage);
  return object({
    later: z
      .array(object({ horizon: finite, shrinkage }), legal)
      .min(1, legal)
      .refine((later) => areHorizons(horizonsOf(later), target), legal)
      .exactOptional(),
  });
}

function stateOf(target: TargetName, horizons = NEXT_ONLY) {
  const { scaler, featureCount } = PRESETS[target];
  const legal = legalPoint(target);
  return object({
    window: finite.refine(isWindow, `an integer from 1 to ${MAX_WINDOW}`),
    columns: z.unknown().refine((value) => JSON.stringify(value) === columns, columns),
    features: scalerState(featureCount, scaler),
    targets: scalerState(countOutputs(PRESETS[target], horizons), scaler),
    covariates: COVARIATES.exactOptional(),
    shrinkage: finite.refine((value) => isShrinkage(value, target), legal.shrinkage),
    // Bundles of version 0.1 have no drift.
    drift: finite.refine((value) => isDrift(value, target), legal.drift).default(0),
  });
}

const STATES = { distribution: stateOf("distribution"), return: stateOf("return"), price: stateOf("price") };
