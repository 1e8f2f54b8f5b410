export { type FitOptions, type FittedModel, fitModel } from "./fit-model.ts";
export { forecastOn } from "./forecast-on.ts";
export {
  LATER_HORIZONS,
  type Start,
  type TrainBundleOptions,
  type TrainedModel,
  type Training,
  trainBundle,
} from "./train-bundle.ts";
