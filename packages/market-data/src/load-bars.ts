import { addDays, type DateRange, dayIn, isWithin, latestDay } from "@lstm-predict/bars";
import type { BarSeries, DataQualityReport } from "./bar.ts";
import { cachedSource } from "./cache/cached-source.ts";
import { importedSource } from "./cache/imported.ts";
import { clean } from "./clean.ts";
import { addCovariates, covariateLoader } from "./covariates.ts";
import { findFile, isFolder } from "./csv/folder.ts";
import type { CsvOptions } from "./csv/read.ts";
import { csvSource } from "./csv/source.ts";
import { customSource } from "./custom-source.ts";
import { MarketDataError } from "./errors.ts";
import type { End } from "./quality.ts";
import { type LoadOptions, type ResolvedRequest, resolveRequest } from "./request.ts";
import { SAMPLE_SYMBOLS, sampleSource } from "./sample.ts";
import type { BarSource, RawBar, RawBars } from "./source.ts";
import { rawFile } from "./store.ts";
import { addVix, vixLoader } from "./vix.ts";
import { yahooSource } from "./yahoo.ts";
import { isUnreachable } from "./yahoo-transport.ts";

/**
 * Loads clean daily bars of one symbol, at least one, ascending, dated in the exchange's zone.
 *
 * Source "auto" takes the bars in `dataDir` that were imported from a file, or downloads from Yahoo. If Yahoo is unreachable,
 * nothing is cached and the symbol has a sample, it loads the sample and sets `warning`. With `vix`, it adds the closes of ^VIX, with
 * `covariates` those of other symbols.
 *
 * @throws MarketDataError
 * @example
 * const { bars } = await loadBars({ symbol: "AAPL", source: "sample" });
 */
export async function loadBars(options: LoadOptions): Promise<BarSeries> {
  const request = resolveRequest(options);
  const yahoo = yahooSource(request);
  const load = (other: LoadOptions) => loadResolved(resolveRequest(other), yahoo);
  const series = await addVix(await loadResolved(request, yahoo), options.vix, vixLoader(options, load));
  return addCovariates(series, options.covariates, covariateLoader(options, load));
}

/** Loads the bars of a checked request; requests to Yahoo go to `yahoo`. */
export async function loadResolved(request: ResolvedRequest, yahoo: BarSource): Promise<BarSeries> {
  switch (request.origin.source) {
    case "csv":
      return readFile(request, request.origin);
    case "sample":
      return readSeries(sampleSource(), request);
    case "custom":
      return readSeries(customSource(request.origin.custom), request);
    case "yahoo":
      return download(yahoo, request);
    case "imported":
      return (await readImported(request)) ?? refuseMissing(request);
    case "auto": {
      const { sample } = request.origin;
      return (
        (await readImported(request)) ??
        (sample ? downloadOrSample(yahoo, request) : download(yahoo, request))
      );
    }
  }
}

/** The bars of a CSV file, or of the file of a folder that has the symbol. */
async function readFile(
  request: ResolvedRequest,
  { csv, options }: { csv: string; options: CsvOptions },
): Promise<BarSeries> {
  if (!(await isFolder(csv))) return readSeries(csvSource(csv, options), request);
  const { opened, name } = await findFile(csv, request.symbol);
  const named = { ...options, symbol: options.symbol ?? name };
  return readSeries(
    csvSource(opened.file, named, async () => opened),
    request,
  );
}

/** The bars that were imported from a file, if the symbol has any. */
async function readImported(request: ResolvedRequest): Promise<BarSeries | undefined> {
  const { symbol, cache } = request;
  if (cache === undefined || cache.mode === "replace") return undefined;
  const source = await importedSource(symbol, cache);
  if (source === undefined) return undefined;
  return { ...(await readSeries(source, request)), storedIn: rawFile(cache.dataDir, symbol) };
}

function refuseMissing({ symbol }: ResolvedRequest): never {
  throw new MarketDataError(
    "not_cached",
    `source is "csv", but no file of ${symbol} was imported: expected --csv FILE, or "fetch --csv FILE" before`,
  );
}

async function download(yahoo: BarSource, request: ResolvedRequest): Promise<BarSeries> {
  const { symbol, cache, now, signal } = request;
  if (cache === undefined) return readSeries(yahoo, request);
  const series = await readSeries(cachedSource(yahoo, { ...cache, now, signal }), request);
  return { ...series, storedIn: rawFile(cache.dataDir, symbol) };
}

async function downloadOrSample(yahoo: BarSource, request: ResolvedRequest): Promise<BarSeries> {
  try {
    return await download(yahoo, request);
  } catch (error) {
    if (!isUnreachable(error) && !isNotCached(error)) throw error;
    const { symbol } = request;
    if (!SAMPLE_SYMBOLS.includes(symbol)) {
      throw withMore(
        error,
        `there is a bundled sample of ${SAMPLE_SYMBOLS.join(", ")}, but none of ${symbol}`,
      );
    }
    const sample = await readSeries(sampleSource(), request).catch((sampleError: Error) => {
      throw withMore(error, `the bundled sample cannot stand in: ${sampleError.message}`);
    });
    const span = `${sample.bars[0]!.date} to ${sample.bars.at(-1)!.date}`;
    return {
      ...sample,
      warning: `NOT LIVE DATA: these are old bars of ${symbol}, ${span}, from the bundled sample. ${error.message}.`,
    };
  }
}

function isNotCached(error: unknown): error is MarketDataError {
  return error instanceof MarketDataError && error.code === "not_cached";
}

function withMore(error: MarketDataError, more: string): MarketDataError {
  return new MarketDataError(error.code, `${error.message} (${more})`, {
    cause: error,
    retryAfterMs: error.retryAfterMs,
  });
}

/** Reads the bars of a source, cleans and inspects them. */
export async function readSeries(source: BarSource, request: ResolvedRequest): Promise<BarSeries> {
  const { symbol } = request;
  const range = { start: request.range.start ?? source.defaultStart, end: request.range.end };
  if (range.start !== undefined && range.end !== undefined && range.start > range.end) {
    throw new MarketDataError(
      "bad_date",
      `end is ${range.end}: expected a start as well, because the default start is ${range.start}`,
    );
  }
  const raw = await source.read(symbol, range);
  const rows = raw.rows.filter(({ date }) => isWithin(date, range));
  if (rows.length === 0) {
    const dates = raw.rows.map(({ date }) => date).sort();
    const read = dates.length > 0 ? `its rows are from ${dates[0]} to ${dates.at(-1)}` : "no rows at all";
    throw new MarketDataError(
      "no_data",
      `${raw.detail} has no bars of ${symbol} from ${range.start ?? "the beginning"} to ${range.end ?? "today"}: ${read}`,
    );
  }
  if (source.name === "csv" || source.name === "custom") refuseFuture(raw.detail, rows, request);
  const end = isRenewed(source, raw) ? endOfSessions(source, raw, range, request) : endOfRows(rows);
  const { bars, cleaning } = clean({ ...raw, rows, symbol, end });
  if (bars.length === 0) {
    throw new MarketDataError(
      "no_data",
      `none of the ${rows.length} rows of ${symbol} from ${raw.detail} is usable: ${cleaning.notes.join(" ")}`,
    );
  }
  if (request.strict) refuseFindings(symbol, cleaning);
  const { detail, timeZone, instrument, cache } = raw;
  const warning = cleaning.findings.find(({ kind }) => kind === "oldEnd")?.message;
  return {
    ...{ symbol, source: source.name, detail, timeZone, bars, cleaning },
    ...(instrument && { instrument }),
    ...(warning !== undefined && { warning }),
    ...(cache && { cache }),
  };
}

/** Refuses bars of days that no zone has reached: such as of 2203, for 2023. */
function refuseFuture(origin: string, rows: readonly RawBar[], { now }: ResolvedRequest): void {
  const today = dayIn("UTC", now());
  const future = rows.find(({ date }) => date > addDays(today, 1));
  if (!future) return;
  throw new MarketDataError(
    "bad_date",
    `${origin} has a bar of ${future.date}, and today is ${today}: expected bars of the past, or --end ${today}`,
  );
}

/** Whether later bars are expected: of Yahoo, and of files that were imported to go on with. */
function isRenewed({ name }: BarSource, { cache }: RawBars): boolean {
  return name === "yahoo" || cache !== undefined;
}

/** Today in the exchange's zone, whose session may not be over; or the day after the asked ones if that is earlier. */
function endOfSessions(
  { name }: BarSource,
  { timeZone, cache, detail }: RawBars,
  { end }: DateRange,
  { now }: ResolvedRequest,
): End {
  const today = dayIn(timeZone, now());
  const day = end !== undefined && end < today ? addDays(end, 1) : today;
  if (name === "csv") return { day, isComplete: false, importedFrom: detail };
  return { day, isComplete: cache?.outcome !== "stale" && cache?.outcome !== "offline" };
}

/** The day after the last row: a file may be as old as it likes, but rows that were dropped are no bars. */
function endOfRows(rows: readonly RawBar[]): End {
  const last = latestDay(rows.map(({ date }) => date));
  return { day: addDays(last, 1), isComplete: true };
}

/** Defects in strict mode; the other reasons are habits of Yahoo: empty rows, doubled days, fillers, the running session. */
const DEFECTS = ["missingValue", "badPrice", "badVolume", "highBelowLow"] as const;

function refuseFindings(symbol: string, { dropped, findings, notes }: DataQualityReport): void {
  if (findings.length === 0 && DEFECTS.every((defect) => dropped[defect] === 0)) return;
  throw new MarketDataError(
    "bad_quality",
    `the bars of ${symbol} are not clean, and strict mode asks that they are: ${notes.join(" ")}`,
  );
}
