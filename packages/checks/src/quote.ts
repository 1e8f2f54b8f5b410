const LONGEST = 60;

/** Any value as it stands in an error message: one line, short. */
export function quote(value: unknown): string {
  // JSON would write NaN and the infinities as null.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
