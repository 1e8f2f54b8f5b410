import { quote } from "@lstm-predict/checks";
import type { Bar } from "./bar.ts";
import { CLOSE, COLUMN_COUNT, COLUMNS, VOLUME } from "./columns.ts";
import { BarsError } from "./errors.ts";
import type { InstrumentKind } from "./instruments.ts";

/** Closes `[dates.length]` of another series by date, YYYY-MM-DD, ascending; such as those of ^VIX. */
export interface DatedCloses {
  readonly dates: readonly string[];
  readonly closes: Float64Array;
}

/** What may be known of a series beside its bars. A part of a series has the same. */
export interface Surroundings {
  /** Of all days, not aligned with the bars: look them up by date. */
  readonly vix?: DatedCloses | undefined;
  readonly instrument?: InstrumentKind | undefined;
  /** Closes of other symbols, for networks that take them, by symbol. Of all days, as `vix`. */
  readonly covariates?: Readonly<Record<string, DatedCloses>> | undefined;
}

/** Daily bars as one array: `rows [length * 6]` with the columns of `COLUMNS`, oldest first. */
export interface RawSeries extends Surroundings {
  readonly dates: readonly string[];
  readonly rows: Float64Array;
  readonly length: number;
}

/**
 * Copies bars into a `RawSeries`.
 *
 * @throws BarsError `bad_value`, which names the bar, unless prices are above 0, volumes (shares) at least 0 and dates
 * strictly ascending
 */
export function toRawSeries(
  bars: readonly Readonly<Bar>[],
  { vix, instrument, covariates }: Surroundings = {},
): RawSeries {
  const dates: string[] = [];
  const rows = new Float64Array(bars.length * COLUMN_COUNT);
  bars.forEach((bar, index) => {
    const previous = dates.at(-1);
    if (previous !== undefined && bar.date <= previous) {
      throw new BarsError(
        "bad_value",
        `bars[${index}].date is ${quote(bar.date)}: expected a date after ${previous}`,
      );
    }
    const row = [bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adjClose];
    row.forEach((value, column) => {
      checkValue(value, column, `bars[${index}] (${bar.date})`);
    });
    dates.push(bar.date);
    rows.set(row, index * COLUMN_COUNT);
  });
  return {
    ...{ dates, rows, length: bars.length },
    ...(vix && { vix }),
    ...(instrument && { instrument }),
    ...(covariates && { covariates }),
  };
}

function checkValue(value: number, column: number, bar: string): void {
  const isVolume = column === VOLUME;
  if (Number.isFinite(value) && (isVolume ? value >= 0 : value > 0)) return;
  const expected = isVolume ? "a number of at least 0" : "a number above 0";
  throw new BarsError("bad_value", `${bar}: ${COLUMNS[column]} is ${quote(value)}: expected ${expected}`);
}

/** The closes `[length]` of a series. */
export function closes(series: RawSeries): Float64Array {
  return Float64Array.from({ length: series.length }, (_, bar) => series.rows[bar * COLUMN_COUNT + CLOSE]!);
}

/**
 * The last `window` raw rows `[window * 6]`, from which the session after the series is forecast.
 *
 * @throws BarsError `too_few_bars`
 */
export function lastWindow(series: RawSeries, window: number): Float64Array {
  if (series.length < window) {
    throw new BarsError(
      "too_few_bars",
      `the series has ${series.length} bars: a forecast needs at least ${window}`,
    );
  }
  return series.rows.slice((series.length - window) * COLUMN_COUNT);
}
