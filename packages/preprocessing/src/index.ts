export { PreprocessingError, type PreprocessingErrorCode } from "./errors.ts";
export type { Point } from "./point.ts";
export { type FitOptions, Preprocessor } from "./preprocessor.ts";
export { type Decoded, PRESETS, type Preset, type TargetName } from "./presets.ts";
export { Scaler, type ScalerKind, type ScalerState } from "./scaler.ts";
export {
  chronologicalSplits,
  countWindows,
  DEFAULT_FRACTIONS,
  type SplitFractions,
  type Splits,
  type WindowRange,
} from "./splits.ts";
export type { PreprocessingState } from "./state.ts";
export type { WindowSet } from "./windows.ts";
