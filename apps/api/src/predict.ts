import { type Forecast, ForecastError, type Forecaster } from "@lstm-predict/forecaster";
import type { Champions } from "./models.ts";
import type { PredictRequest, PredictResponse } from "./schemas.ts";
import { invalid } from "./validate.ts";

/**
 * Forecasts the next close with the champion of the requested symbol.
 * Throws ApiError when no champion answers, or when the rows are not a window of its model.
 */
export async function predict(champions: Champions, request: PredictRequest): Promise<PredictResponse> {
  const forecaster = await champions.forecaster(request.symbol);
  const { symbol, version, target, data } = forecaster.metadata;
  const rows = request.last_60_days;
  if (rows.length !== forecaster.window) {
    const message = `has ${rows.length} rows: the model of ${symbol} expects ${forecaster.window}`;
    throw invalid([{ path: "last_60_days", message }]);
  }
  return {
    ...forecast(forecaster, rows),
    symbol,
    model: {
      version,
      target,
      dataSource: data.source,
      dataFrom: data.from,
      dataTo: data.to,
      warning: data.warning,
    },
  };
}

/** The schema knows what a row is; what else a model refuses is told by the row's path. */
function forecast(forecaster: Forecaster, rows: PredictRequest["last_60_days"]): Forecast {
  try {
    return forecaster.forecast(rows);
  } catch (error) {
    if (!(error instanceof ForecastError)) throw error;
    throw invalid([{ path: ["last_60_days", ...error.path].join("."), message: error.message }]);
  }
}
