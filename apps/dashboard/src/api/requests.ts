import type {
  ModelCard,
  ModelsResponse,
  Promotions,
  RecordOverview,
  SymbolBars,
  SymbolForecast,
  SymbolRecord,
  TestForecasts,
} from "@lstm-predict/api/schemas";
import { ApiFailure, failureOf } from "./failure.ts";
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
  return get("models");
}

/** Requests the record of all symbols; rejects with an ApiFailure. */
export function requestOverview(signal: AbortSignal): Promise<RecordOverview> {
  return get(`record?limit=${MOST_ROWS}`, signal);
}

/** Requests everything about a symbol at once; each promise rejects with an ApiFailure, or when `signal` aborts. */
export function requestSymbol(symbol: string, signal: AbortSignal): SymbolRequests {
  const name = encodeURIComponent(symbol);
  return {
    card: get(`models/${name}`, signal),
    forecast: get(`forecast/${name}?horizon=${HORIZONS}`, signal),
    bars: get(`bars/${name}?days=${SESSIONS}`, signal),
    days: get(`models/${name}/forecasts`, signal),
    promotions: get(`models/${name}/promotions`, signal),
    record: get(`record/${name}`, signal),
  };
}

/** Requests a symbol's record of one horizon, in sessions; rejects with an ApiFailure, or when `signal` aborts. */
export function requestRecord(symbol: string, horizon: number, signal: AbortSignal): Promise<SymbolRecord> {
  return get(`record/${encodeURIComponent(symbol)}?horizon=${horizon}`, signal);
}

/** GET `path`, which is relative to the root of the API. */
async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const key = storedKey();
  const headers = { Accept: "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
  const response = await fetch(new URL(path, apiRoot()), { headers, ...(signal && { signal }) }).catch(
    (error: Error) => {
      if (error.name === "AbortError") throw error;
      throw new ApiFailure("unreachable", "The server does not answer. Is it still running?");
    },
  );
  if (!response.ok) throw await failureOf(response);
  return response.json();
}
