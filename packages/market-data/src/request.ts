import { type BarsError, type DateRange, INSTRUMENT_KINDS, isDate, parseSymbol } from "@lstm-predict/bars";
import type { CacheMode } from "./cache/cached-source.ts";
import type { CsvOptions } from "./csv/read.ts";
import { type CustomSource, checkCustomSource } from "./custom-source.ts";
import { MarketDataError } from "./errors.ts";
import { RETRY, type RetryPolicy } from "./retry.ts";

/** A symbol and days: `start` and `end` are inclusive, YYYY-MM-DD in the exchange's zone. */
export interface BarRequest extends DateRange {
  symbol: string;
}

/** Options of `loadBars`. */
export interface LoadOptions extends BarRequest {
  /** Default: "csv" if `csv` is given, else "auto": Yahoo, or the sample if Yahoo is unreachable. An object is a source of your own. */
  source?: "auto" | "yahoo" | "csv" | "sample" | CustomSource | undefined;
  /** Whether source "auto" takes the bundled sample if Yahoo is unreachable; default true. */
  sample?: boolean | undefined;
  /** File of source "csv", or a folder with a file of the symbol; without one, this source is the bars in `dataDir` that were imported from a file. */
  csv?: string | undefined;
  /** How to read what the file leaves open: the order of dates, the decimal mark, the symbol's name and kind, intraday bars. */
  csvOptions?: CsvOptions | undefined;
  /**
   * Where the closes of ^VIX come from: "auto" loads them like any symbol for bars of Yahoo that are of an equity or a fund, and
   * a failure is `vixMissing`; `csv` is a file of their bars, for bars of any source; default "off".
   */
  vix?: "auto" | "off" | { csv: string } | undefined;
  /** Symbols whose closes come with the bars, for a network that takes them (see `addCovariates`); default none. */
  covariates?: readonly string[] | undefined;
  /** Folder for downloads: `<dataDir>/cache`, and CSV for the user in `<dataDir>/raw`; without it nothing is stored. */
  dataDir?: string | undefined;
  /** How to use stored downloads; default "use". */
  cache?: CacheMode | undefined;
  /** Whether defective rows and suspicious bars are an error, `bad_quality`, instead of a note; default false. */
  strict?: boolean | undefined;
  /** Time limit for one answer of Yahoo; default 10 000. */
  timeoutMs?: number | undefined;
  /** How to repeat requests after temporary failures; defaults are those of RETRY. */
  retry?: Partial<RetryPolicy> | undefined;
  /** Ends a wait for other processes that write the same symbol. */
  signal?: AbortSignal | undefined;
  /** Sends the requests; default: the global one. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Tells the time, from which finished sessions are known; default: the clock. */
  now?: (() => Date) | undefined;
}

const DEFAULTS = {
  timeoutMs: 10_000,
  fetch: globalThis.fetch,
  now: () => new Date(),
} as const;

/** LoadOptions after validation, with all defaults. */
export interface ResolvedRequest {
  symbol: string;
  range: DateRange;
  origin:
    | { source: "auto"; sample: boolean }
    | { source: "yahoo" | "sample" | "imported" }
    | { source: "csv"; csv: string; options: CsvOptions }
    | { source: "custom"; custom: CustomSource };
  /** Where downloads are stored; undefined: nowhere. */
  cache: { dataDir: string; mode: CacheMode } | undefined;
  strict: boolean;
  timeoutMs: number;
  retry: RetryPolicy;
  signal: AbortSignal | undefined;
  fetch: typeof globalThis.fetch;
  now: () => Date;
}

/**
 * Validates all options and fills in defaults.
 *
 * @throws MarketDataError `bad_symbol`, `bad_date`, `bad_source` or `bad_option`
 */
export function resolveRequest(options: LoadOptions): ResolvedRequest {
  const { start, end } = options;
  const timeoutMs = options.timeoutMs ?? DEFAULTS.timeoutMs;
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) {
    throw new MarketDataError("bad_option", `timeoutMs is ${timeoutMs}: expected a positive number`);
  }
  checkVix(options.vix);
  options.covariates?.forEach(checkSymbol);
  checkDate("start", start);
  checkDate("end", end);
  if (start !== undefined && end !== undefined && start > end) {
    throw new MarketDataError("bad_date", `start is ${start}: expected a day not after end, ${end}`);
  }
  return {
    symbol: checkSymbol(options.symbol),
    range: { start, end },
    origin: resolveOrigin(options),
    cache: resolveCache(options),
    strict: options.strict ?? false,
    timeoutMs,
    retry: { ...RETRY, ...options.retry },
    signal: options.signal,
    fetch: options.fetch ?? DEFAULTS.fetch,
    now: options.now ?? DEFAULTS.now,
  };
}

/** `parseSymbol` that throws MarketDataError `bad_symbol`. */
function checkSymbol(symbol: string): string {
  try {
    return parseSymbol(symbol);
  } catch (cause) {
    throw new MarketDataError("bad_symbol", (cause as BarsError).message, { cause });
  }
}

function checkVix(vix: unknown): void {
  const isFile = typeof vix === "object" && vix !== null && "csv" in vix && typeof vix.csv === "string";
  if (vix === undefined || vix === "auto" || vix === "off" || (isFile && vix.csv !== "")) return;
  throw new MarketDataError("bad_option", `vix is ${JSON.stringify(vix)}: expected auto, off or a CSV file`);
}

function checkDate(name: string, value: string | undefined): void {
  if (value !== undefined && !isDate(value)) {
    throw new MarketDataError("bad_date", `${name} is "${value}": expected a day as YYYY-MM-DD`);
  }
}

function resolveCache({ dataDir, cache: mode = "use", source, csv }: LoadOptions): ResolvedRequest["cache"] {
  if (!["use", "refresh", "replace", "offline"].includes(mode)) {
    throw new MarketDataError("bad_option", `cache is "${mode}": expected use, refresh, replace or offline`);
  }
  if (mode === "use") return dataDir === undefined ? undefined : { dataDir, mode };
  const isLocal =
    source === "sample" || typeof source === "object" || (source === "csv" && mode !== "offline");
  if (isLocal || csv !== undefined) {
    const given = csv === undefined ? `source is "${nameOf(source)}"` : `a CSV file is given, "${csv}"`;
    throw new MarketDataError(
      "bad_option",
      `${mode} is asked for, but ${given}: only Yahoo's bars are downloaded`,
    );
  }
  if (dataDir === undefined) {
    throw new MarketDataError(
      "bad_option",
      `${mode} is asked for without a folder for data: expected dataDir as well`,
    );
  }
  return { dataDir, mode };
}

function resolveOrigin({
  source: asked,
  csv,
  csvOptions = {},
  sample = true,
  dataDir,
}: LoadOptions): ResolvedRequest["origin"] {
  const wanted = asked ?? "auto";
  if (typeof wanted === "object") {
    refuseCsv(wanted.name, csv, csvOptions);
    return { source: "custom", custom: checkCustomSource(wanted) };
  }
  const source = wanted === "auto" && csv !== undefined ? "csv" : wanted;
  switch (source) {
    case "csv":
      if (csv === undefined && dataDir !== undefined) {
        refuseCsvOptions(csvOptions);
        return { source: "imported" };
      }
      if (!csv)
        throw new MarketDataError("bad_source", 'source is "csv": expected a file as well (--csv FILE)');
      return { source, csv, options: checkCsvOptions(csvOptions) };
    case "auto":
    case "yahoo":
    case "sample":
      refuseCsv(source, csv, csvOptions);
      return source === "auto" ? { source, sample } : { source };
    default:
      throw new MarketDataError(
        "bad_source",
        `source is "${source}": expected auto, yahoo, csv, sample or an object`,
      );
  }
}

function nameOf(source: LoadOptions["source"]): string | undefined {
  return typeof source === "object" ? source.name : source;
}

/** Refuses a CSV file and its options beside another source. */
function refuseCsv(source: string, csv: string | undefined, options: CsvOptions): void {
  if (csv !== undefined) {
    throw new MarketDataError(
      "bad_source",
      `source is "${source}" but a CSV file is given, "${csv}": expected source csv, or no file`,
    );
  }
  refuseCsvOptions(options);
}

const LEGAL_CSV_OPTIONS = {
  dates: ["dmy", "mdy", "ymd"],
  decimal: ["point", "comma"],
  instrument: INSTRUMENT_KINDS,
} as const;

function checkCsvOptions(options: CsvOptions): CsvOptions {
  for (const [name, legal] of Object.entries(LEGAL_CSV_OPTIONS)) {
    const value = options[name as keyof typeof LEGAL_CSV_OPTIONS];
    if (value !== undefined && !(legal as readonly string[]).includes(value)) {
      throw new MarketDataError("bad_option", `${name} is "${value}": expected ${legal.join(" or ")}`);
    }
  }
  return options;
}

/** Refuses options of a CSV file where none is read: they would change nothing. */
function refuseCsvOptions(options: CsvOptions): void {
  const [given] = Object.entries(options).filter(([, value]) => value !== undefined && value !== false);
  if (!given) return;
  const [name, value] = given;
  throw new MarketDataError(
    "bad_option",
    `${name} is "${value}", but no CSV file is given: expected csv as well (--csv FILE)`,
  );
}
