/** Stable codes of a MetricsError. */
export type MetricsErrorCode = "bad_length" | "bad_value" | "empty";

/** The error class of this package: `code` is stable, the message quotes the bad value and says what is legal. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Checks that the named series are finite, equally long and not empty.
 *
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 */
export function checkSeries(series: Record<string, ArrayLike<number>>): void {
  const entries = Object.entries(series);
  const lengths = entries.map(([, values]) => values.length);
  if (lengths.some((length) => length !== lengths[0])) {
    const found = entries.map(([name, values]) => `${name} has ${values.length}`).join(", ");
    throw new MetricsError("bad_length", `${found} values: expected equal lengths`);
  }
  for (const [name, values] of entries) {
    if (values.length === 0) throw new MetricsError("empty", `${name} is empty: expected at least one value`);
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) {
        throw new MetricsError("bad_value", `${name}[${i}] is ${values[i]}: expected a finite number`);
      }
    }
  }
}

/**
 * Checks that `level` lies strictly between 0 and 1.
 *
 * @throws MetricsError `bad_value`
 */
export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new MetricsError("bad_value", `level is ${level}: expected a share between 0 and 1, such as 0.9`);
}
