import type { PredictResponse } from "./schemas/forecast.ts";

/** What a right answer agrees with. */
export interface Expected {
  symbol: string;
  version: string;
  /** The close of the last bar that was sent. */
  lastClose: number;
}

/** Throws an Error that says what is wrong with an answer of POST /predict that has the right form. */
export function checkForecast(answer: PredictResponse, { symbol, version, lastClose }: Expected): void {
  const { prediction, naive, return: change, intervals = {}, model } = answer;
  if (answer.symbol !== symbol) throw new Error(`the answer is for ${answer.symbol}, not ${symbol}`);
  if (model.version !== version) {
    throw new Error(`version ${model.version} answered, not ${version}: a promotion just now? try again`);
  }
  if (naive !== lastClose) throw new Error(`naive is ${naive}, not the last close, ${lastClose}`);
  if (Math.abs(prediction / naive - 1 - change) > 1e-9) {
    throw new Error(`return is ${change}, but prediction / naive - 1 is ${prediction / naive - 1}`);
  }
  if (!(Math.abs(change) < 0.25)) {
    throw new Error(
      `the forecast is ${prediction}, ${signedPercent(change)} % from the last close: no model of daily closes says that`,
    );
  }
  for (const [level, [lower, upper]] of Object.entries(intervals)) {
    if (!(lower < upper)) {
      throw new Error(`the ${level} % interval is [${lower}, ${upper}]: expected lower < upper`);
    }
  }
}

/** A ratio as percent with its sign: 0.0123 is "+1.23". */
export function signedPercent(ratio: number): string {
  return `${ratio >= 0 ? "+" : ""}${(100 * ratio).toFixed(2)}`;
}
