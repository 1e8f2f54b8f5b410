import { dayIn, isDate, isSymbol } from "@lstm-predict/bars";
import { between, oneOf, parseState, text } from "@lstm-predict/checks";
import { type ForecastRecord, LEVELS, levelName } from "@lstm-predict/forecasts";
import type { BarSeries } from "@lstm-predict/market-data";
import { z } from "zod";
import { TrackRecordError } from "../errors.ts";
import { barsHash } from "./bars-hash.ts";

/**
 * What a forecaster was when it issued a forecast: the served model, a model that lost to it or waits, or a forecaster that
 * needs no model, by its name in scores.
 */
export const ROLES = ["champion", "challenger", "zeroShot", "har"] as const;
export type Role = (typeof ROLES)[number];

/** A forecast as issued. Prices are on the scale of the bars at that time: later splits do not change them. */
export interface IssuedForecast extends Omit<ForecastRecord, "return"> {
  /** ISO 8601, UTC, with milliseconds. */
  issuedAt: string;
  role: Role;
  /** The close of the session before `asOf`: tells a split from a revised close of `asOf`. Absent without such a bar. */
  previousClose?: number;
  /** SHA-256 of the bars that it was made from, by `hashBars`. */
  barsSha256: string;
  /** Whether the target's day was over in the exchange's zone: recorded, but never scored. */
  late: boolean;
}

/** An issued forecast in the ledger. */
export interface RecordedForecast extends IssuedForecast {
  /** Its place in the hash chain, from 1. */
  id: number;
}

/** Adds what a record needs to a forecast, from the bars that it was made from. */
export function issueForecast(
  { return: _, ...forecast }: ForecastRecord,
  { role, series, issuedAt }: { role: Role; series: BarSeries; issuedAt: Date },
): IssuedForecast {
  const previous = series.bars.at(-2)?.close;
  const { symbol, asOf, targetDate, horizon, prediction, naive, volatility, intervals, model } = forecast;
  return {
    issuedAt: issuedAt.toISOString(),
    symbol,
    role,
    model: model && { version: model.version, weightsSha256: model.weightsSha256 },
    asOf,
    targetDate,
    horizon,
    prediction,
    naive,
    ...(previous !== undefined && { previousClose: previous }),
    ...(volatility !== undefined && { volatility }),
    ...(intervals !== undefined && { intervals }),
    barsSha256: barsHash(series.bars),
    late: dayIn(series.timeZone, issuedAt) > targetDate,
  };
}

/** The version of the model, or the role of a forecaster without one. */
export function forecasterOf({ model, role }: Pick<IssuedForecast, "model" | "role">): string {
  return model?.version ?? role;
}

/** What a forecast may be recorded once for. */
export function keyOf(
  forecast: Pick<IssuedForecast, "symbol" | "model" | "role" | "asOf" | "horizon">,
): string {
  return [forecast.symbol, forecasterOf(forecast), forecast.asOf, forecast.horizon].join(" ");
}

const price = between(0, Number.POSITIVE_INFINITY);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
const day = z.string("a date").refine(isDate, "a date YYYY-MM-DD");
const version = text.max(200, "at most 200 characters").regex(/^[\x21-\x7e]+$/, "a version without spaces");

const schema = z.strictObject({
  issuedAt: z.string().refine((value) => isInstant(value), "an instant such as 2026-11-27T21:05:00.000Z"),
  symbol: z.string().refine(isSymbol, "a symbol in upper case, such as AAPL"),
  role: oneOf(ROLES),
  model: z.nullable(z.strictObject({ version, weightsSha256: sha256 })),
  asOf: day,
  targetDate: day,
  horizon: z
    .int("an integer from 1 to 20")
    .min(1, "an integer from 1 to 20")
    .max(20, "an integer from 1 to 20"),
  prediction: price,
  naive: price,
  previousClose: price.optional(),
  volatility: z.number("a number of at least 0").min(0, "a number of at least 0").optional(),
  intervals: z
    .strictObject(Object.fromEntries(LEVELS.map((level) => [levelName(level), z.tuple([price, price])])))
    .optional(),
  barsSha256: sha256,
  late: z.boolean("true or false"),
});

/**
 * Checks a forecast before it is recorded.
 *
 * @throws TrackRecordError `bad_value`, which names the field and its value
 */
export function checkForecast(forecast: IssuedForecast): void {
  const fail = (message: string) => new TrackRecordError("bad_value", `the forecast's ${message}`);
  parseState<unknown>(schema, forecast, { name: "fields", fail });
  const { asOf, targetDate, intervals, model, role } = forecast;
  if (targetDate <= asOf) throw fail(`targetDate is ${targetDate}: expected a date after ${asOf}`);
  for (const [level, [lower, upper]] of Object.entries(intervals ?? {})) {
    if (lower > upper) throw fail(`intervals.${level} is ${lower} to ${upper}: expected lower <= upper`);
  }
  const isModel = role === "champion" || role === "challenger";
  if (isModel !== (model !== null)) {
    throw fail(
      `model is ${model ? model.version : "null"}: expected ${isModel ? "a model" : "none"} for ${role}`,
    );
  }
}

function isInstant(value: string): boolean {
  const instant = new Date(value);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === value;
}
