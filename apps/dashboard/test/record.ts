import type { RecordOverview, SymbolRecord, TestForecasts } from "@lstm-predict/api-client";

type Scores = SymbolRecord["scores"];
type Row = RecordOverview["rows"][number];

/** Live scores of `held` of `days` days. */
export function liveScores(held: number, days: number, over: Partial<Scores> = {}): Scores {
  const share = { right: held, trials: days, share: held / days, lower: 0.861, upper: 0.935 };
  return {
    days,
    tooFew: days < 20,
    from: "2025-01-02",
    to: "2025-12-31",
    mase: 0.999,
    againstNaive: { statistic: -0.4, p: 0.7 },
    direction: { ...share, share: 0.52 },
    intervalDays: days,
    coverage: { "90": share },
    winkler: 8.6,
    crps: 0.96,
    ...over,
  };
}

type Day = SymbolRecord["days"][number];

/** A forecast of 99 to 101 from 100, whose day closed at `actual`; null: open. */
export function recordedDay(date: string, actual: number | null, over: Partial<Day> = {}): Day {
  return {
    asOf: date,
    date,
    issuedAt: `${date}T21:05:00.000Z`,
    version: "v1",
    prediction: 100.1,
    naive: 100,
    intervals: { "90": [99, 101] },
    late: false,
    actual,
    settledAt: actual === null ? null : `${date}T22:00:00.000Z`,
    ...over,
  };
}

const QUIET = { outcomes: 250, evidence: 3, isAmber: false, alarms: [] };

export function symbolRecord(over: Partial<SymbolRecord> = {}): SymbolRecord {
  return {
    symbol: "AAPL",
    horizon: 1,
    horizons: [1],
    days: [recordedDay("2025-12-30", 100.5), recordedDay("2025-12-31", 98), recordedDay("2026-01-02", null)],
    scores: liveScores(226, 250),
    beside: {},
    versions: [{ version: "v1", scores: liveScores(226, 250) }],
    months: [
      { month: "2025-11", scores: liveScores(17, 19) },
      { month: "2025-12", scores: liveScores(20, 22) },
    ],
    monitor: { tooNarrow: QUIET, tooWide: QUIET },
    ...over,
  };
}

export function overviewRow(symbol: string, over: Partial<Row> = {}): Row {
  const { asOf, date, issuedAt, version, prediction, naive, intervals } = recordedDay("2025-12-31", null);
  const { coverage, mase, winkler } = liveScores(226, 250);
  return {
    symbol,
    latest: { asOf, date, issuedAt, version, prediction, naive, intervals, age: 2 },
    last: { date: "2025-12-31", close: 100, change: -0.0045, held: true },
    days: 250,
    tooFew: false,
    coverage: coverage["90"]!,
    mase,
    winkler,
    alarm: "none",
    recent: { closes: [99, 101, 100], missed: [1] },
    ...over,
  };
}

/** An overview of rows, with the scores and the monitor of all symbols. */
export function overviewOf(rows: readonly Row[], over: Partial<RecordOverview> = {}): RecordOverview {
  const { coverage, direction, mase, winkler, crps } = liveScores(226, 250);
  const same = { symbols: 2, mase: 0.998, winkler: 0.985, crps: 0.99, better: 2 };
  return {
    horizon: 1,
    total: rows.length,
    rows: [...rows],
    pooled: {
      ...{ symbols: 2, days: 500, sessions: 250, tooFew: false, better: 1 },
      ...{ coverage, direction, mase, winkler, crps, beside: { zeroShot: same, har: same } },
    },
    fleet: { state: "none", since: "2025-01-03", sessions: 250, tooNarrow: QUIET, tooWide: QUIET },
    ...over,
  };
}

/** A test span of two days, of which the second was missed. */
export function testSpan(): TestForecasts {
  const day = (date: string, actual: number) => ({
    date,
    actual,
    prediction: 100,
    naive: 100,
    intervals: { "90": [99, 101] as [number, number] },
  });
  return { symbol: "AAPL", version: "v1", days: [day("2024-01-02", 100), day("2024-01-03", 103)] };
}
