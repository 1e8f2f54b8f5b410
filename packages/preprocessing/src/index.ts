export { PreprocessingError, type PreprocessingErrorCode } from "./errors.ts";
export { type FitOptions, type PreprocessingState, Preprocessor } from "./preprocessor.ts";
export { type Decoded, type Point, PRESETS, type Preset, type TargetName } from "./presets.ts";
export { Scaler, type ScalerKind, type ScalerState } from "./scaler.ts";

export {
  chronologicalSplits,
  countWindows,
  DEFAULT_FRACTIONS,
  type SplitFractions,
  type Splits,
  type WindowRange,
} from "./splits.ts";
export type { WindowSet } from "./windows.ts";
