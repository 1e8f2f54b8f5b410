import type {
  ModelCard,
  ModelsResponse,
  ProblemDetails,
  Promotions,
  SymbolBars,
  SymbolForecast,
  TestForecasts,
} from "@lstm-predict/api/schemas";

/** What the page asks of one symbol. */
export interface SymbolAnswers {
  card: ModelCard;
  forecast: SymbolForecast;
  bars: SymbolBars;
  days: TestForecasts;
  promotions: Promotions;
}

/** An answer that is none, in plain words. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** The last part of the problem's type, such as `no-bars`; `unreachable` when no answer came. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Kept until the tab is closed, never longer. */
const KEY = "api-key";

export function hasKey(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

export function keepKey(key: string): void {
  sessionStorage.setItem(KEY, key);
}

export function listModels(): Promise<ModelsResponse> {
  return get("/models");
}

/** Everything about one symbol, each asked for once and all at the same time. */
export function askSymbol(symbol: string, signal: AbortSignal) {
  const name = encodeURIComponent(symbol);
  const ask = <Name extends keyof SymbolAnswers>(path: string) => get<SymbolAnswers[Name]>(path, signal);
  return {
    card: ask<"card">(`/models/${name}`),
    forecast: ask<"forecast">(`/forecast/${name}`),
    bars: ask<"bars">(`/bars/${name}?days=260`),
    days: ask<"days">(`/models/${name}/forecasts`),
    promotions: ask<"promotions">(`/models/${name}/promotions`),
  } satisfies { [Name in keyof SymbolAnswers]: Promise<SymbolAnswers[Name]> };
}

export type Asked = ReturnType<typeof askSymbol>;

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const key = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
  const response = await fetch(path, { headers, ...(signal && { signal }) }).catch((error: Error) => {
    if (error.name === "AbortError") throw error;
    throw new ApiFailure("unreachable", "The server does not answer. Is it still running?");
  });
  if (!response.ok) throw await failureOf(response);
  return response.json();
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
  const code = problem.type?.split("/").at(-1) ?? `http-${response.status}`;
  return new ApiFailure(code, explain(code, problem.detail ?? `The server answered ${response.status}.`));
}

/** The problems that a reader of the page can do something about come first with what that is. */
export function explain(code: string, detail: string): string {
  const told = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? "" : "."}`;
  const opening: Record<string, string> = {
    unauthorized: "This server wants an API key, and this one it does not know.",
    "rate-limited": "Too many requests in this minute.",
    "no-bars": "There are no daily bars to forecast from.",
    "no-model": "Nothing was trained yet.",
    "broken-model": "The model cannot be loaded.",
    overloaded: "The server has more to do than it can.",
  };
  if (code === "unauthorized") return opening[code]!;
  return code in opening ? `${opening[code]} ${told}` : told;
}
