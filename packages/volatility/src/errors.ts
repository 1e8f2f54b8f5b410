export type VolatilityErrorCode =
  | "bad_option"
  | "bad_shape"
  | "bad_state"
  | "bad_value"
  | "missing_market"
  | "too_few_rows";

/** What this package throws; `code` is stable, the message quotes the bad value and says what is legal. */
export class VolatilityError extends Error {
  override readonly name = "VolatilityError";
  readonly code: VolatilityErrorCode;

  constructor(code: VolatilityErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const QUOTE_LIMIT = 60;

/** Any value as it stands in an error message: one line, short. */
export function quote(value: unknown): string {
  // JSON would write NaN and the infinities as null.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > QUOTE_LIMIT ? `${text.slice(0, QUOTE_LIMIT)}...` : text;
}
