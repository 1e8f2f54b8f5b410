import { COLUMN_COUNT, COLUMNS, HIGH, LOW, type Rows, VOLUME } from "@lstm-predict/bars";
import { ForecastError } from "./errors.ts";

/**
 * Checks the rows of a window and copies them end to end into `flat [window * 6]`.
 *
 * @throws ForecastError `bad_window`, whose `path` locates the first value that no bar can have
 */
export function flattenRows(rows: Rows, flat: Float64Array): void {
  const window = flat.length / COLUMN_COUNT;
  const inOneArray = isFlat(rows);
  const count = inOneArray ? rows.length / COLUMN_COUNT : (rows?.length ?? "no"); // JSON may have anything
  if (count !== window) {
    throw new ForecastError("bad_window", `there are ${count} rows: the model expects ${window}`);
  }
  for (let row = 0; row < window; row++) {
    if (inOneArray) copyRow(rows, row * COLUMN_COUNT, flat, row);
    else {
      checkColumns(rows[row], row);
      copyRow(rows[row]!, 0, flat, row);
    }
  }
}

function isFlat(rows: Rows): rows is Float64Array {
  return ArrayBuffer.isView(rows);
}

function checkColumns(values: ArrayLike<number> | null | undefined, row: number): void {
  const length = values?.length;
  if (length === COLUMN_COUNT) return;
  const columns = COLUMNS.join(", ");
  throw new ForecastError("bad_window", `row ${row} has ${length ?? "no"} values: expected ${columns}`, [
    row,
  ]);
}

/** Checks the six values of row `row`, which begin at `values[from]`, and copies them to their place in `flat`. */
function copyRow(values: ArrayLike<number>, from: number, flat: Float64Array, row: number): void {
  const at = row * COLUMN_COUNT;
  for (let column = 0; column < COLUMN_COUNT; column++) {
    const value = values[from + column]!;
    flat[at + column] = value;
    const legal = column === VOLUME ? value >= 0 : value > 0;
    if (legal && Number.isFinite(value)) continue;
    const expected = column === VOLUME ? "a number of at least 0" : "a number above 0";
    throw new ForecastError(
      "bad_window",
      `row ${row}: ${COLUMNS[column]} is ${value}: expected ${expected}`,
      [row, column],
    );
  }
  const [high, low] = [flat[at + HIGH]!, flat[at + LOW]!];
  if (high < low) {
    const message = `row ${row}: high is ${high}, below low, ${low}`;
    throw new ForecastError("bad_window", message, [row, HIGH]);
  }
}
