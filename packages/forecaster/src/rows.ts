import { COLUMN_COUNT, COLUMNS } from "@lstm-predict/preprocessing";
import { ForecastError } from "./errors.ts";

/**
 * Raw bars, oldest first: [window, 6] in the order open, high, low, close, volume, adj_close; row by row, or end to end as
 * one Float64Array [window * 6].
 */
export type Rows = ArrayLike<ArrayLike<number>> | Float64Array;

const [HIGH, LOW, CLOSE, VOLUME] = (["high", "low", "close", "volume"] as const).map((name) =>
  COLUMNS.indexOf(name),
) as [number, number, number, number];

/**
 * The rows as one array [window * 6].
 *
 * @throws ForecastError `bad_window`, with the path of the first value that is not what a bar can hold
 */
export function flattenRows(rows: Rows, window: number): Float64Array {
  const count = isFlat(rows) ? rows.length / COLUMN_COUNT : rows.length;
  if (count !== window) {
    throw new ForecastError("bad_window", `there are ${count} rows: the model expects ${window}`);
  }
  const flat = new Float64Array(window * COLUMN_COUNT);
  for (let row = 0; row < window; row++) {
    const at = row * COLUMN_COUNT;
    const values = isFlat(rows) ? rows.subarray(at, at + COLUMN_COUNT) : rows[row]!;
    checkRow(values, row);
    flat.set(values, at);
  }
  return flat;
}

/** The last close of rows [n, 6] end to end. */
export function lastCloseOf(rows: ArrayLike<number>): number {
  return rows[rows.length - COLUMN_COUNT + CLOSE]!;
}

function isFlat(rows: Rows): rows is Float64Array {
  return ArrayBuffer.isView(rows);
}

function checkRow(values: ArrayLike<number>, row: number): void {
  if (values.length !== COLUMN_COUNT) {
    const columns = COLUMNS.join(", ");
    throw new ForecastError("bad_window", `row ${row} has ${values.length} values: expected ${columns}`, [
      row,
    ]);
  }
  for (let column = 0; column < COLUMN_COUNT; column++) {
    const value = values[column]!;
    const legal = column === VOLUME ? value >= 0 : value > 0;
    if (legal && Number.isFinite(value)) continue;
    const expected = column === VOLUME ? "a number of at least 0" : "a number above 0";
    throw new ForecastError(
      "bad_window",
      `row ${row}: ${COLUMNS[column]} is ${value}: expected ${expected}`,
      [row, column],
    );
  }
  if (values[HIGH]! < values[LOW]!) {
    const message = `row ${row}: high is ${values[HIGH]}, below low, ${values[LOW]}`;
    throw new ForecastError("bad_window", message, [row, HIGH]);
  }
}
