export type MetricsErrorCode = "bad_length" | "bad_value" | "empty";

/** What this package throws; `code` is stable, the message quotes the bad value and says what is legal. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws unless the named series are finite, of one length, and not empty. */
export function checkSeries(series: Record<string, ArrayLike<number>>): void {
  const entries = Object.entries(series);
  const lengths = entries.map(([, values]) => values.length);
  if (lengths.some((length) => length !== lengths[0])) {
    const found = entries.map(([name, values]) => `${name} has ${values.length}`).join(", ");
    throw new MetricsError("bad_length", `${found} values: expected as many of each`);
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

/** Throws unless `level` is a share between 0 and 1. */
export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new MetricsError("bad_value", `level is ${level}: expected a share between 0 and 1, such as 0.9`);
}
