/** What always stays: the newest versions, or those of the last days. */
export type Keep = { versions: number } | { days: number };

const DAY_MS = 86_400_000;

/** Parses "10" (versions) or "30d" (days), of at least 1; undefined if the text is neither. */
export function parseKeep(text: string): Keep | undefined {
  const [, number, unit] = /^([1-9]\d{0,5})(d?)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return unit === "d" ? { days: Number(number) } : { versions: Number(number) };
}

/** The inverse of `parseKeep`. */
export function formatKeep(keep: Keep): string {
  return "days" in keep ? `${keep.days}d` : String(keep.versions);
}

/**
 * The items that `keep` names.
 *
 * @param timeOf time of an item in ms since 1970
 * @param now ms since 1970
 */
export function newest<T>(items: readonly T[], timeOf: (item: T) => number, keep: Keep, now: number): Set<T> {
  if ("days" in keep) return new Set(items.filter((item) => timeOf(item) >= now - keep.days * DAY_MS));
  // Of equal times the later item is the newer one.
  const sorted = items.toReversed().sort((a, b) => timeOf(b) - timeOf(a));
  return new Set(sorted.slice(0, keep.versions));
}
