import { type DateRange, latestDay } from "@lstm-predict/bars";
import type { CacheReport } from "../bar.ts";
import { MarketDataError } from "../errors.ts";
import type { BarSource, RawBar, RawBars } from "../source.ts";
import type { CacheEntry } from "./entry.ts";
import { type MissingSpan, mergeRows, missingSpans, rowsWithin, wholeSpan } from "./merge.ts";
import { findRestatement } from "./restatement.ts";

/** An updated cache entry. */
export interface Update {
  /** The given object itself if nothing had to be requested. */
  entry: CacheEntry;
  /** Rows of the running session, which are not cached. */
  unfinished: RawBar[];
  cache: CacheReport;
}

/** The answer to one request. */
interface Answer {
  rows: RawBar[];
  unfinished: RawBar[];
  raw: RawBars;
  askedAt: string;
}

/**
 * Requests the days of `range` that `entry` lacks, or all days if history was restated or `refresh` is set.
 *
 * @throws what `source` throws; MarketDataError `no_data`
 */
export async function update(
  source: BarSource,
  symbol: string,
  entry: CacheEntry | undefined,
  range: DateRange,
  { refresh, now }: { refresh: boolean; now: () => Date },
): Promise<Update> {
  let requests = 0;
  const ask = async (span: DateRange): Promise<Answer> => {
    requests++;
    const raw = await source.read(symbol, span);
    const rows = rowsWithin(raw.rows, span);
    const { through } = raw;
    const isFinished = ({ date }: RawBar) => through === undefined || date <= through;
    return {
      rows: rows.filter(isFinished),
      unfinished: rows.filter((row) => !isFinished(row)),
      raw,
      askedAt: now().toISOString(),
    };
  };
  const done = (
    updated: CacheEntry,
    outcome: CacheReport["outcome"],
    { notes = [], unfinished = [] }: { notes?: string[]; unfinished?: RawBar[] } = {},
  ): Update => ({
    entry: updated,
    unfinished,
    cache: { outcome, requests, fetchedAt: updated.fetchedAt, notes },
  });

  const fetchWhole = async (span: DateRange) => {
    const answer = await ask(span);
    if (answer.rows.length === 0) {
      throw new MarketDataError(
        "no_data",
        `Yahoo Finance has no finished session of ${symbol} in these days: ask for other dates`,
      );
    }
    return { whole: startEntry(symbol, span, answer), unfinished: answer.unfinished };
  };

  if (!entry) {
    const { whole, unfinished } = await fetchWhole(range);
    return done(whole, "fetched", { unfinished });
  }
  const refetch = async (restatement?: string) => {
    const { whole, unfinished } = await fetchWhole(wholeSpan(entry, range));
    const { restatements } = entry.adjustment;
    if (restatement === undefined) {
      whole.adjustment.restatements = restatements;
      return done(whole, "refetched", { unfinished });
    }
    const message = `Yahoo restated the history of ${symbol} (${restatement}): all bars were fetched again`;
    whole.adjustment.restatements = [...restatements, { foundAt: whole.fetchedAt, message: restatement }];
    return done(whole, "refetched", { unfinished, notes: [`${message}.`] });
  };
  if (refresh) return refetch();

  let updated = entry;
  let unfinished: RawBar[] = [];
  for (const span of missingSpans(entry, range, now())) {
    const answer = await ask(span.range);
    const restatement = findRestatement(rowsWithin(entry.rows, span.range), answer.rows);
    if (restatement !== undefined) return refetch(restatement);
    updated = extend(updated, span, answer);
    unfinished = answer.unfinished;
  }
  return done(updated, updated === entry ? "hit" : "extended", { unfinished });
}

function startEntry(symbol: string, { start, end }: DateRange, { rows, raw, askedAt }: Answer): CacheEntry {
  return {
    format: 1,
    symbol,
    source: "yahoo",
    detail: raw.detail,
    timeZone: raw.timeZone,
    ...(raw.instrument && { instrument: raw.instrument }),
    from: start ?? rows[0]!.date,
    ...coverage(raw, end, rows, askedAt),
    fetchedAt: askedAt,
    adjustment: { asOf: askedAt, restatements: [] },
    notes: raw.notes,
    rows: mergeRows([], rows),
  };
}

function extend(entry: CacheEntry, { end, range }: MissingSpan, { rows, raw, askedAt }: Answer): CacheEntry {
  const instrument = raw.instrument ?? entry.instrument;
  const extended = {
    ...entry,
    ...(instrument && { instrument }),
    fetchedAt: askedAt,
    rows: mergeRows(entry.rows, rows),
  };
  if (end === "front") return { ...extended, from: range.start! };
  const { through, nextBarAt } = coverage(raw, range.end, rows, askedAt);
  return { ...extended, through: latestDay([through, entry.through]), nextBarAt };
}

/** The last day up to which an answer for days until `end` is complete, and when a later bar may exist. */
function coverage(
  raw: RawBars,
  end: string | undefined,
  rows: readonly RawBar[],
  askedAt: string,
): Pick<CacheEntry, "through" | "nextBarAt"> {
  const through = raw.through ?? rows.at(-1)!.date;
  if (end !== undefined && end < through) return { through: end, nextBarAt: askedAt };
  return { through, nextBarAt: raw.nextBarAt?.toISOString() ?? askedAt };
}
