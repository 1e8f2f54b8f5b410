import { type DateRange, symbolArgument } from "@lstm-predict/bars";
import type { CacheReport } from "../bar.ts";
import { MarketDataError } from "../errors.ts";
import type { BarSource, RawBar, RawBars } from "../source.ts";
import { rawFile, storeBars } from "../store.ts";
import { isUnreachable } from "../yahoo-transport.ts";
import type { CacheEntry } from "./entry.ts";
import { cacheFile, readEntry, replaceEntry, type StoredEntry, setAside } from "./files.ts";
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
}

/** If other processes replace the file this often in between, something is wrong. */
const ATTEMPTS = 10;

/**
 * Wraps a source with a cache in `<dataDir>/cache` that requests only missing days.
 *
 * If `source` is unreachable, it serves cached rows with `cache.outcome` "stale".
 *
 * @throws what `source` throws; MarketDataError `not_cached` in mode offline, `store_failed`
 */
export function cachedSource(source: BarSource, options: CacheOptions): BarSource {
  const { dataDir, mode, now } = options;
  return {
    name: source.name,
    ...(source.defaultStart !== undefined && { defaultStart: source.defaultStart }),
    async read(symbol, range) {
      const file = cacheFile(dataDir, symbol);
      const csv = rawFile(dataDir, symbol);
      const notes: string[] = [];
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const stored = await readEntry(file, symbol, now());
        notes.push(...stored.notes);
        const imported = stored.entry?.source === "csv" ? stored.entry : undefined;
        if (imported) {
          if (mode !== "replace") throw notYahoos(imported);
          const aside = await setAside(file, stored.text!, "replaced", now());
          if (aside !== undefined) notes.push(`The bars from ${imported.detail} are kept in ${aside}.`);
          continue;
        }
        if (mode === "offline") return serveOffline(symbol, stored, range);
        const result = await updateOrServe(source, symbol, stored, range, options);
        if ("rows" in result) return addNotes(result, notes);
        const { entry, unfinished, cache } = result;
        if (loses(stored.entry, entry)) {
          const aside = await setAside(file, stored.text!, "replaced", now());
          if (aside === undefined) continue;
          stored.text = undefined;
          cache.notes.push(`Yahoo no longer has some bars that were cached: those are kept in ${aside}.`);
        }
        if (entry !== stored.entry && !(await replaceEntry(file, stored, entry))) continue;
        await storeBars(csv, entry);
        return addNotes(serve(entry, cache, unfinished), notes);
      }
      throw new MarketDataError("store_failed", `"${file}" changes faster than it can be read: try again`);
    },
  };
}

async function updateOrServe(
  source: BarSource,
  symbol: string,
  { entry }: StoredEntry,
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

function serveOffline(symbol: string, { entry, notes }: StoredEntry, range: DateRange): RawBars {
  const rows = entry ? rowsWithin(entry.rows, range) : [];
  if (entry && rows.length > 0) {
    return addNotes(
      serve(entry, standIn("offline", entry, rows, "Nothing newer was asked for, because of --offline")),
      notes,
    );
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
  const { detail, timeZone, rows, through, notes } = entry;
  return { detail, timeZone, rows: [...rows, ...unfinished], through, notes, cache };
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
