export type { Channel, ChannelKind } from "./channels.ts";
export type { CovariatesState } from "./covariates.ts";
export { PreprocessingError, type PreprocessingErrorCode } from "./errors.ts";
export { areHorizons, countOutputs, LEGAL_HORIZONS } from "./horizons.ts";
export { type FitOptions, Preprocessor } from "./preprocessor.ts";
export type { Decoded, DecodedHorizon, Point, Preset, TargetName } from "./preset.ts";
export { PRESETS } from "./presets.ts";
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
export { countFeatures, type WindowSet } from "./windows.ts";
