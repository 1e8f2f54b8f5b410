import type { CacheReport } from "../bar.ts";
import { MarketDataError } from "../errors.ts";
import type { RawBar, RawBars } from "../source.ts";
import { storeBars } from "../store.ts";
import type { CacheEntry } from "./entry.ts";
import { cacheFile, keepCopy, readEntry, replaceEntry } from "./files.ts";
import { mergeRows, rowsWithin } from "./merge.ts";
import { findRestatement, isComplete } from "./restatement.ts";

/** If other processes replace the file this often in between, something is wrong. */
const ATTEMPTS = 10;

type ImportedRows = Pick<RawBars, "rows" | "detail" | "notes" | "instrument">;

/**
 * Stores the rows of a file as the cached bars of a symbol. Days that are cached already must agree with the file.
 *
 * @param raw at least one row, and `detail` with the name of the file
 * @param replace whether to put the rows in the place of others that they contradict, or that are from Yahoo; those are kept in
 *   a copy
 * @throws MarketDataError `contradiction` if rows are to be replaced without `replace`; `store_failed`
 */
export async function importRows(
  symbol: string,
  raw: ImportedRows,
  { dataDir, replace, now }: { dataDir: string; replace: boolean; now: () => Date },
): Promise<CacheReport> {
  const place = { dataDir, symbol };
  const notes: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await readEntry(place, now());
    notes.push(...stored.notes);
    const fetchedAt = now().toISOString();
    const { entry: before } = stored;
    const conflict = before && findConflict(before, raw.rows);
    if (before && conflict !== undefined) {
      if (!replace) throw contradiction(symbol, raw.detail, conflict);
      const aside = await keepCopy(place, stored.text!, now());
      notes.push(`${raw.detail} replaced the bars from ${before.detail}: those are kept in ${aside}.`);
    }
    const base = conflict === undefined ? before : undefined;
    const rows = mergeRows(base?.rows ?? [], raw.rows);
    const newSessions = countNew(before, raw.rows);
    const isSame =
      base !== undefined &&
      JSON.stringify(rows) === JSON.stringify(base.rows) &&
      (raw.instrument ?? base.instrument) === base.instrument;
    const entry = isSame ? base : toEntry(symbol, raw, rows, { base, fetchedAt });
    if (base && !overlaps(base, raw.rows)) {
      notes.push(
        `${raw.detail} has no day in common with the cached bars: whether its prices are adjusted like theirs is unknown.`,
      );
    }
    if (!isSame && !(await replaceEntry(place, stored, entry))) continue;
    await storeBars(place, entry);
    const outcome = isSame ? "hit" : base ? "extended" : before ? "refetched" : "fetched";
    return { outcome, requests: 0, newSessions, fetchedAt: entry.fetchedAt, notes };
  }
  throw new MarketDataError(
    "store_failed",
    `"${cacheFile(dataDir, symbol)}" changes faster than it can be read: try again`,
  );
}

/** Why rows cannot be merged with cached ones; undefined if they can. */
function findConflict(before: CacheEntry, rows: readonly RawBar[]): string | undefined {
  if (before.source !== "csv") return `the cached bars are from ${before.detail}`;
  return overlaps(before, rows) ? findRestatement(cachedWithin(before, rows), rows) : undefined;
}

function overlaps(before: CacheEntry, rows: readonly RawBar[]): boolean {
  return cachedWithin(before, rows).some(isComplete);
}

/** The cached rows from the first to the last day of `rows`. */
function cachedWithin({ rows: cached }: CacheEntry, rows: readonly RawBar[]): RawBar[] {
  const days = rows.map(({ date }) => date).sort();
  return rowsWithin(cached, { start: days[0], end: days.at(-1) });
}

function contradiction(symbol: string, detail: string, conflict: string): MarketDataError {
  return new MarketDataError(
    "contradiction",
    `${detail} is not added to the cached bars of ${symbol}: ${conflict}; --replace puts the file in their place, and keeps them in a copy`,
  );
}

function countNew(before: CacheEntry | undefined, rows: readonly RawBar[]): number {
  const daysOf = (all: readonly RawBar[]) =>
    new Set(all.filter(({ close }) => close !== null).map(({ date }) => date));
  const known = daysOf(before?.rows ?? []);
  return [...daysOf(rows)].filter((day) => !known.has(day)).length;
}

function toEntry(
  symbol: string,
  { detail, notes, rows: fresh, instrument: named }: ImportedRows,
  rows: RawBar[],
  { base, fetchedAt }: { base: CacheEntry | undefined; fetchedAt: string },
): CacheEntry {
  const days = new Set(fresh.map(({ date }) => date));
  const isWhole = rows.every(({ date }) => days.has(date));
  const instrument = named ?? base?.instrument;
  return {
    format: 1,
    symbol,
    source: "csv",
    detail: isWhole ? detail : `${detail} and earlier files`,
    timeZone: "unspecified",
    ...(instrument && { instrument }),
    from: rows[0]!.date,
    through: rows.at(-1)!.date,
    fetchedAt,
    nextBarAt: fetchedAt,
    adjustment: base?.adjustment ?? { asOf: fetchedAt, restatements: [] },
    notes,
    rows,
  };
}
