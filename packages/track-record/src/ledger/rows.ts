import { type IntervalsByLevel, LEVELS, levelName } from "@lstm-predict/forecasts";
import type { Selectable } from "kysely";
import type { ForecastTable, SettlementTable } from "../store/tables.ts";
import { forecasterOf, type IssuedForecast, type RecordedForecast } from "./forecast.ts";
import type { Settlement } from "./settlement.ts";

export type ForecastRow = Selectable<ForecastTable>;
export type SettlementRow = Selectable<SettlementTable>;
/** A row before it has its place in the chain. */
export type NewRow<T> = Omit<T, "id" | "hash">;

/** The columns of interval ends, of a forecast with intervals or of null. */
type Ends = Pick<ForecastRow, Extract<keyof ForecastRow, `${"lower" | "upper"}${number}`>>;

export function toForecastRow(forecast: IssuedForecast): NewRow<ForecastRow> {
  return {
    issued_at: forecast.issuedAt,
    symbol: forecast.symbol,
    role: forecast.role,
    forecaster: forecasterOf(forecast),
    weights_sha256: forecast.model?.weightsSha256 ?? null,
    as_of: forecast.asOf,
    target_date: forecast.targetDate,
    horizon: forecast.horizon,
    prediction: forecast.prediction,
    naive: forecast.naive,
    previous_close: forecast.previousClose ?? null,
    volatility: forecast.volatility ?? null,
    ...endsOf(forecast.intervals),
    bars_sha256: forecast.barsSha256,
    late: forecast.late ? 1 : 0,
  };
}

function endsOf(intervals: IntervalsByLevel | undefined): Ends {
  const ends = LEVELS.map(levelName).flatMap((level) => [
    [`lower${level}`, intervals?.[level][0] ?? null],
    [`upper${level}`, intervals?.[level][1] ?? null],
  ]);
  return Object.fromEntries(ends) as Ends;
}

export function toForecast(row: ForecastRow): RecordedForecast {
  const levels = LEVELS.map(levelName).map((level) => [level, [row[`lower${level}`], row[`upper${level}`]]]);
  return {
    id: row.id,
    issuedAt: row.issued_at,
    symbol: row.symbol,
    role: row.role,
    model:
      row.weights_sha256 === null ? null : { version: row.forecaster, weightsSha256: row.weights_sha256 },
    asOf: row.as_of,
    targetDate: row.target_date,
    horizon: row.horizon,
    prediction: row.prediction,
    naive: row.naive,
    ...(row.previous_close !== null && { previousClose: row.previous_close }),
    ...(row.volatility !== null && { volatility: row.volatility }),
    ...(row.lower50 !== null && { intervals: Object.fromEntries(levels) as IntervalsByLevel }),
    barsSha256: row.bars_sha256,
    late: row.late === 1,
  };
}

export function toSettlementRow(settlement: Omit<Settlement, "id">): NewRow<SettlementRow> {
  return {
    forecast: settlement.forecast,
    replaces: settlement.replaces,
    session: settlement.session,
    close: settlement.close,
    factor: settlement.factor,
    known_at: settlement.knownAt,
    bars_sha256: settlement.barsSha256,
  };
}

export function toSettlement(row: SettlementRow): Settlement {
  return {
    id: row.id,
    forecast: row.forecast,
    replaces: row.replaces,
    session: row.session,
    close: row.close,
    factor: row.factor,
    knownAt: row.known_at,
    barsSha256: row.bars_sha256,
  };
}
