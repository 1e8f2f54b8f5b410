import {
  type ApiClient,
  ApiError,
  createApiClient,
  type ModelCard,
  type ModelsResponse,
  type Promotions,
  type RecordOverview,
  type SymbolBars,
  type SymbolForecast,
  type SymbolRecord,
  type TestForecasts,
} from "@lstm-predict/api-client";
import { failureOf } from "./failure.ts";
import { storedKey } from "./key.ts";
import { apiRoot } from "./root.ts";

/** Sessions of the candle chart: a year and some days. */
const SESSIONS = 260;
/** Rows of the overview: all that one answer may have. */
const MOST_ROWS = 1000;

/** Horizons in sessions of which the page speaks: tomorrow, in a week, in a month. */
export const HORIZONS = [1, 5, 20] as const;

/** What the page requests of one symbol. */
export interface SymbolRequests {
  card: Promise<ModelCard>;
  forecast: Promise<SymbolForecast>;
  bars: Promise<SymbolBars>;
  days: Promise<TestForecasts>;
  promotions: Promise<Promotions>;
  record: Promise<SymbolRecord>;
}

/** Requests the served models; rejects with an ApiFailure. */
export function requestModels(): Promise<ModelsResponse> {
  return ask((api) => api.GET("/models"));
}

/** Requests the record of all symbols; rejects with an ApiFailure. */
export function requestOverview(signal: AbortSignal): Promise<RecordOverview> {
  return ask((api) => api.GET("/record", { params: { query: { limit: MOST_ROWS } }, signal }));
}

/** Requests everything about a symbol at once; each promise rejects with an ApiFailure, or when `signal` aborts. */
export function requestSymbol(symbol: string, signal: AbortSignal): SymbolRequests {
  const path = { symbol };
  const init = { params: { path }, signal };
  const horizons = { params: { path, query: { horizon: [...HORIZONS] } }, signal };
  const sessions = { params: { path, query: { days: SESSIONS } }, signal };
  return {
    card: ask((api) => api.GET("/models/{symbol}", init)),
    forecast: ask((api) => api.GET("/forecast/{symbol}", horizons)),
    bars: ask((api) => api.GET("/bars/{symbol}", sessions)),
    days: ask((api) => api.GET("/models/{symbol}/forecasts", init)),
    promotions: ask((api) => api.GET("/models/{symbol}/promotions", init)),
    record: ask((api) => api.GET("/record/{symbol}", init)),
  };
}

/** Requests a symbol's record of one horizon, in sessions; rejects with an ApiFailure, or when `signal` aborts. */
export function requestRecord(symbol: string, horizon: number, signal: AbortSignal): Promise<SymbolRecord> {
  return ask((api) =>
    api.GET("/record/{symbol}", { params: { path: { symbol }, query: { horizon } }, signal }),
  );
}

/** Requests a symbol's forecast with its explanation; rejects with an ApiFailure, or when `signal` aborts. */
export function requestExplanation(symbol: string, signal: AbortSignal): Promise<SymbolForecast> {
  const params = { path: { symbol }, query: { explain: "1" as const, horizon: [...HORIZONS] } };
  return ask((api) => api.GET("/forecast/{symbol}", { params, signal }));
}

/** The answer to a request with the stored key. */
async function ask<T>(request: (api: ApiClient) => Promise<{ data: T }>): Promise<T> {
  try {
    const api = createApiClient({ url: apiRoot(), key: storedKey() ?? undefined });
    return (await request(api)).data;
  } catch (error) {
    throw error instanceof ApiError ? failureOf(error) : error;
  }
}
