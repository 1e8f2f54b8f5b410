/** Kinds of what is traded. */
export const INSTRUMENT_KINDS = ["equity", "fund", "index", "crypto", "currency", "future"] as const;

/** What a series is the price of; undefined where it is unknown, as for most files. */
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];
