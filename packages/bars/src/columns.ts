/** Columns of a raw row `[6]`, in the order of `last_60_days` in a request. */
export const COLUMNS = ["open", "high", "low", "close", "volume", "adj_close"] as const;

/** A column of a raw row. */
export type Column = (typeof COLUMNS)[number];

export const COLUMN_COUNT = COLUMNS.length;

// Indices of a raw row.
export const OPEN = COLUMNS.indexOf("open");
export const HIGH = COLUMNS.indexOf("high");
export const LOW = COLUMNS.indexOf("low");
export const CLOSE = COLUMNS.indexOf("close");
export const VOLUME = COLUMNS.indexOf("volume");
