import type {
  ModelCard,
  Promotions,
  SymbolBars,
  SymbolForecast,
  TestForecasts,
} from "@lstm-predict/api-client";

/** Responses of the API as a trained model of AAPL gives them; tests override what they are about. */

type Scores = NonNullable<ModelCard["scores"]>;
export type SplitScores = Scores["test"];

export function forecast(over: Partial<SymbolForecast> = {}): SymbolForecast {
  return {
    symbol: "AAPL",
    date: "2026-01-05",
    dateIsCertain: true,
    asOf: "2026-01-02",
    naive: 200,
    prediction: 200.5,
    return: 0.0025,
    volatility: 0.0123,
    intervals: { "50": [199, 202], "80": [197, 204], "90": [196, 205], "95": [194, 207] },
    bars: { source: "yahoo", detail: "Yahoo Finance", fetchedAt: "2026-01-02T21:05:00Z" },
    model: {
      version: "v1",
      target: "distribution",
      dataSource: "yahoo",
      dataFrom: "2016-01-04",
      dataTo: "2025-12-31",
    },
    ...over,
  };
}

type Session = SymbolBars["sessions"][number];

/** The forecast of a later session: its intervals are `horizon` wide at each side. */
function later(horizon: number, date: string): NonNullable<SymbolForecast["horizons"]>[number] {
  const around = (reach: number): [number, number] => [200 - reach * horizon, 200 + reach * horizon];
  return {
    ...{ horizon, date, dateIsCertain: true, prediction: 201, return: 0.005, volatility: 0.03 },
    intervals: { "50": around(0.5), "80": around(0.9), "90": around(1), "95": around(1.2) },
  };
}

/** A forecast of tomorrow, of the fifth session and of the twentieth. */
export function forecastOfThree(over: Partial<SymbolForecast> = {}): SymbolForecast {
  const { date, dateIsCertain, prediction, return: change } = forecast();
  const { volatility, intervals } = forecast() as Required<SymbolForecast>;
  const first = { horizon: 1, date, dateIsCertain, prediction, return: change, volatility, intervals };
  return forecast({ horizons: [first, later(5, "2026-01-09"), later(20, "2026-02-02")], ...over });
}

/** Dates of 20 sessions from 5 January 2026, a Monday; 19 January is a holiday. */
export const COMING = Array.from({ length: 29 }, (_, day) => new Date(Date.UTC(2026, 0, 5 + day)))
  .map((day) => ({ date: day.toISOString().slice(0, 10), weekday: day.getUTCDay() }))
  .filter(({ date, weekday }) => weekday > 0 && weekday < 6 && date !== "2026-01-19")
  .map(({ date }) => date);

/** One session a day from 1 January 2025: the close is 100, 101, 102, ... */
export function sessions(count: number): Session[] {
  return Array.from({ length: count }, (_, day) => ({
    date: new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10),
    open: 99.5 + day,
    high: 101 + day,
    low: 98 + day,
    close: 100 + day,
    volume: 1_000_000 + day,
    adjClose: 100 + day,
  }));
}

export function bars(over: Partial<SymbolBars> = {}): SymbolBars {
  return {
    symbol: "AAPL",
    source: "yahoo",
    detail: "Yahoo Finance",
    timeZone: "America/New_York",
    fetchedAt: "2026-01-02T21:05:00Z",
    nextSession: "2026-01-05",
    coming: COMING,
    sessions: sessions(260),
    ...over,
  };
}

export function testDay(over: Partial<TestForecasts["days"][number]> = {}): TestForecasts["days"][number] {
  return {
    date: "2025-12-29",
    actual: 102,
    prediction: 101,
    naive: 100,
    intervals: { "90": [97, 103] },
    ...over,
  };
}

const CLOSE = {
  r2: 0.97,
  mae: 2.7243,
  rmse: 4.1,
  mape: 1.21,
  mase: 0.9982,
  directionalAccuracy: 0.538,
  n: 293,
};

function level(coverage: number | null, terciles: (number | null)[] = [0.95, 0.9, 0.85]) {
  return { coverage, width: 5.54, winkler: 8.118, terciles };
}

export function split(over: Partial<SplitScores> = {}): SplitScores {
  return {
    model: {
      ...CLOSE,
      directionInterval: [0.48, 0.59],
      diebold: { statistic: -1, p: 0.3 },
      intervals: { "50": level(0.48), "90": level(0.9) },
      relative: { winklerToConstant: 0.91, winklerToHar: 0.99 },
    },
    naive: { ...CLOSE, mae: 2.7291, mase: 1, directionalAccuracy: null },
    drift: { ...CLOSE, mase: 1.0004 },
    constant: { intervals: { "90": level(0.88) } },
    har: { intervals: { "90": level(0.89) }, relative: { winklerToConstant: 0.92, winklerToHar: 1 } },
    ...over,
  };
}

/** A split of a bundle of version 0.1: scores of the close alone. */
export function oldSplit(): SplitScores {
  return { model: CLOSE, naive: CLOSE, drift: CLOSE };
}

export function card(over: Partial<ModelCard> = {}): ModelCard {
  return {
    symbol: "AAPL",
    version: "20251231T210000Z-0123abcd",
    createdAt: "2025-12-31T21:00:00Z",
    promotedAt: "2026-01-01T21:00:00Z",
    promotionReason: "first successful training",
    target: "distribution",
    window: 60,
    parameters: 73_850,
    data: {
      source: "yahoo",
      detail: "Yahoo Finance",
      from: "2016-01-04",
      to: "2025-12-31",
      count: 2513,
      sha256: "d".repeat(64),
      timeZone: "America/New_York",
      notes: [],
      cleaning: { received: 2513, kept: 2513, dropped: { duplicate: 0 }, findings: [] },
    },
    scores: { train: split(), validation: split(), test: split() },
    training: {
      seed: 7,
      epochs: 2,
      bestEpoch: 2,
      seconds: 18.6,
      commit: "0123456789abcdef",
      config: {},
      history: [
        { epoch: 1, loss: 1.2, valLoss: 1.1, learningRate: 1e-3 },
        { epoch: 2, loss: 1, valLoss: 0.75456, learningRate: 5e-4 },
      ],
    },
    weightsSha256: "e".repeat(64),
    ...over,
  };
}

/** The card of a model that came from Keras: nothing is known of its training. */
export function importedCard(): ModelCard {
  const imported: ModelCard["imported"] = {
    from: "keras",
    kerasVersion: "3.15.1",
    model: { file: "lstm_model.keras", sha256: "a".repeat(64) },
    scaler: { file: "scaler.json", sha256: "b".repeat(64) },
  };
  return card({ imported, data: null, scores: null, training: null });
}

export function promotions(count: number): Promotions {
  return {
    symbol: "AAPL",
    decisions: Array.from({ length: count }, (_, k) => ({
      version: `v${k}`,
      outcome: "promoted",
      at: "2026-01-01T21:00:00Z",
      reason: `reason ${k}`,
    })),
  };
}
