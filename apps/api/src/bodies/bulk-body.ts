import { COLUMN_COUNT } from "@lstm-predict/bars";
import { ApiError } from "../problem.ts";
import type { BulkCovariates } from "../schemas/covariates.ts";
import { BulkShell } from "../schemas/forecast.ts";
import type { FieldError } from "../schemas/problem.ts";
import type { Window } from "../schemas/window.ts";
import { invalid, validate, validateWindow } from "../validate.ts";
import { parseJson } from "./parse-json.ts";

/** The body of POST /predict/batch, in a form that is transferred between threads without a copy. */
export interface BulkBody {
  symbol: string | undefined;
  /** Rows of each window. */
  lengths: number[];
  /** All windows concatenated, [rows of all windows, 6]; empty when a window is invalid. */
  rows: Float64Array<ArrayBuffer>;
  /** Sessions from the last bar of each window. */
  horizon: number[] | undefined;
  /** Closes of the VIX before the day after each window. */
  vix: (number[] | null)[] | undefined;
  /** Closes of covariates on the days of each window. */
  covariates: BulkCovariates | undefined;
  /** Errors of the first invalid window, if there is one. */
  errors?: FieldError[];
}

/** Parses and validates a body. Throws as `parseJson`, and ApiError `invalid-request` when `windows` is not a list of lists. */
export function parseBulkBody(bytes: Uint8Array): BulkBody {
  const { symbol, windows, horizon, vix, covariates } = validate(BulkShell, parseJson(bytes));
  const lists = Object.entries(covariates ?? {}).map(([name, of]) => [`covariates.${name}`, of] as const);
  for (const [path, given] of [["vix", vix] as const, ...lists]) {
    if (!given || given.length === windows.length) continue;
    const message = `has ${given.length} items: expected ${windows.length}, one for each window`;
    throw invalid([{ path, message }]);
  }
  const asked = { symbol, lengths: windows.map((rows) => rows.length), horizon, vix, covariates };
  const valid: Window[] = [];
  for (const [index, rows] of windows.entries()) {
    const result = check(rows, index);
    if ("errors" in result) return { ...asked, rows: new Float64Array(0), errors: result.errors };
    valid.push(result.window);
  }
  return { ...asked, rows: concatenate(valid) };
}

function concatenate(windows: readonly Window[]): Float64Array<ArrayBuffer> {
  const rows = new Float64Array(COLUMN_COUNT * windows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const window of windows) {
    for (const row of window) {
      rows.set(row, at);
      at += COLUMN_COUNT;
    }
  }
  return rows;
}

/** The windows of a body, each [rows, 6] in one array. */
export function windowsOf({ lengths, rows }: BulkBody): Float64Array[] {
  let at = 0;
  return lengths.map((length) => {
    const from = at;
    at += COLUMN_COUNT * length;
    return rows.subarray(from, at);
  });
}

function check(rows: unknown[], index: number): { window: Window } | { errors: FieldError[] } {
  try {
    return { window: validateWindow(rows, ["windows", index]) };
  } catch (error) {
    if (error instanceof ApiError && error.extensions.errors) return { errors: error.extensions.errors };
    throw error;
  }
}
