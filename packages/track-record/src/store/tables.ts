import type { ColumnType } from "kysely";
import type { Role } from "../ledger/forecast.ts";
import type { Suspicion } from "../monitor/detector.ts";

/** A column that is written once. */
type Fixed<T> = ColumnType<T, T, never>;

/** One row: the version of the schema and the head of the hash chain. */
export interface LedgerTable {
  id: Fixed<1>;
  version: number;
  /** Number of entries; the id of the last one. */
  entries: number;
  /** Hash of the last entry. */
  hash: string;
}

/** Forecasts as issued; rows are never changed. */
export interface ForecastTable {
  id: Fixed<number>;
  issued_at: Fixed<string>;
  symbol: Fixed<string>;
  role: Fixed<Role>;
  /** The version of a bundle, or the role of a forecaster that has none. */
  forecaster: Fixed<string>;
  weights_sha256: Fixed<string | null>;
  as_of: Fixed<string>;
  target_date: Fixed<string>;
  horizon: Fixed<number>;
  prediction: Fixed<number>;
  naive: Fixed<number>;
  previous_close: Fixed<number | null>;
  volatility: Fixed<number | null>;
  lower50: Fixed<number | null>;
  upper50: Fixed<number | null>;
  lower80: Fixed<number | null>;
  upper80: Fixed<number | null>;
  lower90: Fixed<number | null>;
  upper90: Fixed<number | null>;
  lower95: Fixed<number | null>;
  upper95: Fixed<number | null>;
  bars_sha256: Fixed<string>;
  late: Fixed<0 | 1>;
  hash: Fixed<string>;
}

/** Settlements; rows are never changed, a later one replaces an earlier one by naming it. */
export interface SettlementTable {
  id: Fixed<number>;
  forecast: Fixed<number>;
  replaces: Fixed<number | null>;
  session: Fixed<string>;
  close: Fixed<number>;
  factor: Fixed<number>;
  known_at: Fixed<string>;
  bars_sha256: Fixed<string>;
  hash: Fixed<string>;
}

/** Alarms as they were raised. */
export interface AlarmTable {
  symbol: Fixed<string>;
  role: Fixed<Role>;
  horizon: Fixed<number>;
  suspicion: Fixed<Suspicion>;
  date: Fixed<string>;
  evidence: Fixed<number>;
  announced_at: string | null;
}

/** Settled forecasts with a 90 % interval, counted over all symbols; computed from the rest, as summaries are. */
export interface SessionOutcomesTable {
  role: Role;
  horizon: number;
  session: string;
  as_of: string;
  outcomes: number;
  missed: number;
}

/** What is computed from the rest, so that an overview is one short query; may be deleted and computed again. */
export interface SummaryTable {
  symbol: string;
  role: Role;
  horizon: number;
  /** JSON. */
  summary: string;
}

export interface Tables {
  ledger: LedgerTable;
  forecasts: ForecastTable;
  settlements: SettlementTable;
  alarms: AlarmTable;
  summaries: SummaryTable;
  session_outcomes: SessionOutcomesTable;
}
