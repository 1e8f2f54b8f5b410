import { CLOSE } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";

/**
 * A window of invented but plausible sessions, oldest first, for documentation and trial forecasts.
 * Returns rows [window, 6] in wire order; the same rows every time.
 */
export function exampleRows(window = 60): number[][] {
  const rows: number[][] = [];
  let close = 225;
  for (let day = 0; day < window; day++) {
    const open = close * (1 + 0.004 * Math.sin(day * 2.1));
    close *= 1 + 0.0006 + 0.012 * Math.sin(day * 1.3) * Math.cos(day * 0.37);
    const high = Math.max(open, close) * (1.004 + 0.002 * Math.sin(day));
    const low = Math.min(open, close) * (0.996 + 0.002 * Math.cos(day));
    const volume = 48_000_000 + Math.round(9_000_000 * Math.sin(day * 0.9));
    rows.push([...[open, high, low, close].map(cents), volume, cents(close)]);
  }
  return rows;
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

/** Forecasts an ordinary window. Throws if the forecast is not finite: such a model must not be served. */
export function tryOut(forecaster: Forecaster): void {
  const rows = exampleRows(forecaster.window);
  const covariates = forecaster.covariates.map(() => rows.map((row) => row[CLOSE]!));
  const { prediction } = forecaster.forecast(rows, { covariates });
  if (!Number.isFinite(prediction)) {
    throw new Error(`it forecasts ${prediction} from an ordinary window: train the model again`);
  }
}
