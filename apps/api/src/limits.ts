/** Bytes of the body of POST /predict, inflated: room for a window of about 900 rows at full precision. */
export const PREDICT_BYTES = 100 * 1024;
/** The same for POST /predict/batch: room for 256 windows of about 140 rows. */
export const BULK_BYTES = 4 * 1024 * 1024;
/** Bytes of all bodies of POST /predict that are in memory at the same time. */
export const PREDICT_POOL_BYTES = 8 * 1024 * 1024;
/** The same for POST /predict/batch. */
export const BULK_POOL_BYTES = 24 * 1024 * 1024;
/** Share of such a pool that the bodies of one client may take. */
export const CLIENT_SHARE = 1 / 3;
/** Inflated bytes for each byte of a compressed body, beyond the first 64 KiB. Brotli makes 256 windows, each a day later, a hundred times smaller. */
export const INFLATION = 400;
/** Levels of arrays and objects in a body: that of POST /predict/batch has four. */
export const DEPTH = 8;
/** Bytes of a body that JSON.parse reads within a millisecond, whatever is in them: neither levels nor objects are counted. */
export const UNCHECKED_BYTES = 16 * 1024;
/** Objects in a body, and members of all of them: a body has one with four. */
export const OBJECTS = 100;
/** Bytes of a body that count as one forecast of the rate limit: a window of about 140 rows at full precision. */
export const FORECAST_BYTES = 16 * 1024;

/** Forecasts of the rate limit that an explanation counts as: it takes as long to compute. */
export const EXPLANATION_FORECASTS = 50;

/** Requests that a connection may send before the first of them is answered. */
export const PIPELINED = 16;
export const CONNECTION_LIMITS = {
  /** Connections at the same time. */
  all: 1024,
  /** The same from one IPv4 address or IPv6 /64. Proxies that are trusted have no such limit. */
  perAddress: 256,
  /** Milliseconds in which a client must take an answer. */
  answerMs: 30_000,
  /** Bytes of answers that wait for their clients. */
  unsentBytes: 64 * 1024 * 1024,
};

/** Clients whose forecasts are counted. Beyond them the one that is counted for the longest time is forgotten. */
export const COUNTED_CLIENTS = 50_000;

/** MiB of the heap of the thread that parses large bodies. */
export const READER_HEAP_MIB = 192;
