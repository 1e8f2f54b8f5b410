/** Stable codes of a MarketDataError. */
export type MarketDataErrorCode =
  | "bad_symbol"
  | "bad_date"
  | "bad_source"
  | "bad_option"
  | "no_sample"
  | "no_data"
  | "unknown_symbol"
  | "delisted"
  | "unreachable"
  | "timeout"
  | "rate_limited"
  | "server_error"
  | "bad_response"
  | "consent_page"
  | "schema_drift"
  | "bad_quality"
  | "bad_frame"
  | "csv_unreadable"
  | "csv_malformed"
  | "not_cached"
  | "contradiction"
  | "locked"
  | "store_failed";

/** The error class of this package: `code` is stable, the one-line message quotes the bad value and says what is legal. */
export class MarketDataError extends Error {
  override readonly name = "MarketDataError";
  readonly code: MarketDataErrorCode;
  /** Milliseconds that the source asked to wait (Retry-After). */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: MarketDataErrorCode,
    message: string,
    options: ErrorOptions & { retryAfterMs?: number | undefined } = {},
  ) {
    super(message.replaceAll(/\s*\n\s*/g, " "), options); // messages of libraries may have several lines
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
