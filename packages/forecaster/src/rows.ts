import { COLUMN_COUNT, COLUMNS, HIGH, LOW, type Rows, VOLUME } from "@lstm-predict/bars";
import { ForecastError } from "./errors.ts";

/**
 * Checks the rows of a window and copies them end to end into one array `[window * 6]`.
 *
 * @throws ForecastError `bad_window`, whose `path` locates the first value that no bar can have
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
