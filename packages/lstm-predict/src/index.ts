/**
 * Trains an LSTM on a stock's daily bars and forecasts the next close with an error bar: every step as a function that returns
 * values, reports progress through callbacks, and throws errors with a stable `code`.
 *
 * @example
 * const bars = await fetchBars({ symbol: "AAPL" });
 * const model = await train(bars, { epochs: 5 });
 * forecast(bars, { model }).intervals!["90"];
 *
 * @module
 */
export { Forecaster } from "@lstm-predict/forecaster";
export { type BacktestOptions, type BacktestResult, backtest } from "./backtest.ts";
export * from "./errors.ts";
export { fetchBars } from "./fetch-bars.ts";
export { type ForecastOptions, forecast } from "./forecast.ts";
export { openRegistry, type Registry, type RegistryOptions } from "./registry.ts";
export { type TrainOptions, train } from "./train.ts";
export { type TuneOptions, tune } from "./tune.ts";
export type * from "./types.ts";
