import { type BulkBody, windowsOf } from "../bodies/bulk-body.ts";
import type { Served } from "../champions/served.ts";
import { type BulkResponse, type PredictResponse, PredictShell } from "../schemas/forecast.ts";
import type { Service } from "../service.ts";
import { invalid, validate, validateWindow } from "../validate.ts";
import { compute, finite, referTo, type Timing } from "./answer.ts";

/**
 * Answers the body of POST /predict.
 * Throws ApiError when no champion answers, or when the rows are not a window of its model.
 */
export async function predict(service: Service, body: unknown, timing: Timing): Promise<PredictResponse> {
  const began = performance.now();
  const shell = validate(PredictShell, body);
  const served = service.champions.find(shell.symbol);
  requireRows(served, shell.last_60_days.length, "last_60_days");
  const rows = validateWindow(shell.last_60_days, ["last_60_days"]);
  timing.validate = performance.now() - began;
  const [forecast] = await compute(service, served, [rows], timing);
  return { ...finite(forecast!, "last_60_days"), symbol: served.champion.symbol, model: referTo(served) };
}

/** Answers the parsed body of POST /predict/batch. Throws as `predict` does. */
export async function predictBulk(service: Service, bulk: BulkBody, timing: Timing): Promise<BulkResponse> {
  const served = service.champions.find(bulk.symbol);
  for (const [index, length] of bulk.lengths.entries()) requireRows(served, length, `windows.${index}`);
  if (bulk.errors) throw invalid(bulk.errors);
  const forecasts = await compute(service, served, windowsOf(bulk), timing);
  return {
    symbol: served.champion.symbol,
    forecasts: forecasts.map((forecast, index) => finite(forecast, `windows.${index}`)),
    model: referTo(served),
  };
}

/** Throws unless `count` is the window of the model; `path` is the path of the rows in the body. */
function requireRows({ champion, forecaster }: Served, count: number, path: string): void {
  if (count === forecaster.window) return;
  const message = `has ${count} rows: the model of ${champion.symbol} expects ${forecaster.window}`;
  throw invalid([{ path, message }]);
}
