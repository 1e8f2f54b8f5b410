import { ApiError } from "../../problem.ts";
import { BatchShell } from "../../schemas/forecast.ts";
import type { FieldError } from "../../schemas/problem.ts";
import type { Window } from "../../schemas/window.ts";
import { validate, validateWindow } from "../../validate.ts";

/** Values of a session: [open, high, low, close, volume, adj_close]. */
const COLUMNS = 6;

/** The body of POST /predict/batch, in a form that moves between threads at no cost. */
export interface BatchBody {
  symbol: string | undefined;
  /** How many rows each window has. */
  lengths: number[];
  /** The windows end to end, [rows of all, 6]; nothing when one of them is none. */
  rows: Float64Array<ArrayBuffer>;
  /** What is wrong with the first that is none. */
  wrong?: FieldError[];
}

/** Parses and checks a body. Throws ApiError `malformed-json`, or `invalid-request` when it has no windows. */
export function readBatchBody(text: string): BatchBody {
  const { symbol, windows } = validate(BatchShell, parse(text));
  const lengths = windows.map((rows) => rows.length);
  const checked: Window[] = [];
  for (const [index, rows] of windows.entries()) {
    const window = check(rows, index);
    if ("wrong" in window) return { symbol, lengths, rows: new Float64Array(0), ...window };
    checked.push(window.window);
  }
  return { symbol, lengths, rows: endToEnd(checked) };
}

function endToEnd(windows: readonly Window[]): Float64Array<ArrayBuffer> {
  const rows = new Float64Array(COLUMNS * windows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const window of windows) {
    for (const row of window) {
      rows.set(row, at);
      at += COLUMNS;
    }
  }
  return rows;
}

/** Its windows, each [rows, 6] end to end. */
export function windowsOf({ lengths, rows }: BatchBody): Float64Array[] {
  let at = 0;
  return lengths.map((length) => {
    const from = at;
    at += COLUMNS * length;
    return rows.subarray(from, at);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError("malformed-json", (error as Error).message.replaceAll(/\s+/g, " "));
  }
}

function check(rows: unknown[], index: number): { window: Window } | { wrong: FieldError[] } {
  try {
    return { window: validateWindow(rows, ["windows", index]) };
  } catch (error) {
    if (error instanceof ApiError && error.extensions.errors) return { wrong: error.extensions.errors };
    throw error;
  }
}
