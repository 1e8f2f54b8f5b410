import { type DateRange, symbolArgument } from "@lstm-predict/bars";
import type { CacheReport } from "../bar.ts";
import { MarketDataError } from "../errors.ts";
import type { BarSource, RawBar, RawBars } from "../source.ts";
import { storeBars } from "../store.ts";
import { isUnreachable } from "../yahoo-transport.ts";
import type { CacheEntry } from "./entry.ts";
import { cacheFile, keepCopy, readEntry, replaceEntry } from "./files.ts";
import { rowsWithin } from "./merge.ts";
import { type Update, update } from "./update.ts";

/**
 * `use`: download missing days; `refresh`: download all days again; `replace`: the same, also in place of bars that were
 * imported from a file; `offline`: download nothing.
 */
export type CacheMode = "use" | "refresh" | "replace" | "offline";

/** Options of `cachedSource`. */
export interface CacheOptions {
  dataDir: string;
  mode: CacheMode;
  now: () => Date;
  /** Ends a wait for other processes. */
  signal?: AbortSignal | undefined;
}

/** If other processes replace the file this often in between, something is wrong. */
const ATTEMPTS = 10;

/**
 * Wraps a source with a cache in `<dataDir>/cache` that requests only missing days.
 *
 * If `source` is unreachable, it serves cached rows with `cache.outcome` "stale".
 *
 * @throws what `source` throws; MarketDataError `not_cached` in mode offline, `store_failed`, `locked`; Interrupted
 */
export function cachedSource(source: BarSource, options: CacheOptions): BarSource {
  const { dataDir, mode, now, signal } = options;
  return {
    name: source.name,
    ...(source.defaultStart !== undefined && { defaultStart: source.defaultStart }),
    async read(symbol, range) {
      const place = { dataDir, symbol, signal };
      const notes: string[] = [];
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const stored = await readEntry(place, now());
        notes.push(...stored.notes);
        const imported = stored.entry?.source === "csv" ? stored.entry : undefined;
        if (imported && mode !== "replace") throw notYahoos(imported);
        const before = imported ? undefined : stored.entry;
        if (mode === "offline") return addNotes(serveOffline(symbol, before, range), notes);
        const result = await updateOrServe(source, symbol, before, range, options);
        if ("rows" in result) return addNotes(result, notes);
        const { entry, unfinished, cache } = result;
        if (imported || loses(before, entry)) {
          const what = imported
            ? `The bars from ${imported.detail} are`
            : "Yahoo no longer has some bars that were cached: those are";
          cache.notes.push(`${what} kept in ${await keepCopy(place, stored.text!, now())}.`);
        }
        if (entry !== before && !(await replaceEntry(place, stored, entry))) continue;
        await storeBars(place, entry);
        return addNotes(serve(entry, cache, unfinished), notes);
      }
      throw new MarketDataError(
        "store_failed",
        `"${cacheFile(dataDir, symbol)}" changes faster than it can be read: try again`,
      );
    },
  };
}

async function updateOrServe(
  source: BarSource,
  symbol: string,
  entry: CacheEntry | undefined,
  range: DateRange,
  { mode, now }: CacheOptions,
): Promise<Update | RawBars> {
  try {
    return await update(source, symbol, entry, range, {
      refresh: mode === "refresh" || mode === "replace",
      now,
    });
  } catch (error) {
    if (!entry || !(error instanceof MarketDataError)) throw error;
    const rows = rowsWithin(entry.rows, range);
    if (rows.length === 0) throw error;
    const { code, message } = error;
    if (isUnreachable(error)) return serve(entry, { ...standIn("stale", entry, rows, message), requests: 1 });
    const cached = `${spanOf(entry.rows)} are cached: --offline uses them`;
    if (code === "no_data") throw new MarketDataError(code, `${message} (${cached})`, { cause: error });
    if (code !== "unknown_symbol") throw error;
    // Yahoo removes the whole history of a delisted symbol: the cache may hold the only copy.
    throw new MarketDataError(
      "delisted",
      `Yahoo Finance no longer has ${symbol}: it was delisted or renamed (${cached})`,
      { cause: error },
    );
  }
}

function serveOffline(symbol: string, entry: CacheEntry | undefined, range: DateRange): RawBars {
  const rows = entry ? rowsWithin(entry.rows, range) : [];
  if (entry && rows.length > 0) {
    return serve(entry, standIn("offline", entry, rows, "Nothing newer was asked for, because of --offline"));
  }
  const what = entry ? `only ${spanOf(entry.rows)} are cached` : "nothing of it is cached";
  throw new MarketDataError(
    "not_cached",
    `no bars of ${symbol} are cached for these days: ${what}; leave --offline out to download them`,
  );
}

/** The refusal to renew or replace imported bars with Yahoo's. */
export function notYahoos({ symbol, detail }: Pick<CacheEntry, "symbol" | "detail">): MarketDataError {
  return new MarketDataError(
    "bad_source",
    `the cached bars of ${symbol} are from ${detail}, not from Yahoo: "fetch --csv FILE" adds later ones, "fetch --symbol ${symbolArgument(symbol)} --replace" downloads Yahoo's in their place`,
  );
}

/** The report of cached rows that are served instead of a download. */
function standIn(
  outcome: "stale" | "offline",
  { symbol, fetchedAt }: CacheEntry,
  rows: readonly RawBar[],
  why: string,
): CacheReport {
  const note = `These are cached bars of ${symbol}, ${spanOf(rows)}, fetched at ${fetchedAt}. ${why}.`;
  return { outcome, requests: 0, fetchedAt, notes: [note] };
}

function serve(entry: CacheEntry, cache: CacheReport, unfinished: RawBar[] = []): RawBars {
  const { detail, timeZone, instrument, rows, through, notes } = entry;
  return { detail, timeZone, instrument, rows: [...rows, ...unfinished], through, notes, cache };
}

function addNotes(raw: RawBars, notes: readonly string[]): RawBars {
  return { ...raw, cache: { ...raw.cache!, notes: [...notes, ...raw.cache!.notes] } };
}

/** Whether `rows` lack a day that `before` has with a close. */
function loses(before: CacheEntry | undefined, { rows }: CacheEntry): boolean {
  const days = new Set(rows.map(({ date }) => date));
  return before?.rows.some(({ date, close }) => close !== null && !days.has(date)) ?? false;
}

function spanOf(rows: readonly RawBar[]): string {
  return `${rows[0]!.date} to ${rows.at(-1)!.date}`;
}
