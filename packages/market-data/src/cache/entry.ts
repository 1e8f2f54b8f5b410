import { createHash } from "node:crypto";
import { INSTRUMENT_KINDS } from "@lstm-predict/bars";
import { z } from "zod";

const value = z.number().nullable();
const day = z.iso.date();

const schema = z.strictObject({
  format: z.literal(1),
  symbol: z.string(),
  /** "csv": imported from a file, and never continued with bars of Yahoo. */
  source: z.enum(["yahoo", "csv"]),
  detail: z.string(),
  timeZone: z.string(),
  /** Absent in entries of earlier versions, until their next download. */
  instrument: z.enum(INSTRUMENT_KINDS).optional(),
  /** `rows` holds all finished sessions from `from` to `through`, as far as the source has them. */
  from: day,
  through: day,
  fetchedAt: z.iso.datetime(),
  /** Until then the source cannot have later bars. */
  nextBarAt: z.iso.datetime(),
  /** Prices are adjusted for all splits and dividends known at `asOf`. */
  adjustment: z.strictObject({
    asOf: z.iso.datetime(),
    restatements: z.array(z.strictObject({ foundAt: z.iso.datetime(), message: z.string() })),
  }),
  notes: z.array(z.string()),
  /** Rows of the source, before cleaning. */
  rows: z.array(
    z.strictObject({
      date: day,
      open: value,
      high: value,
      low: value,
      close: value,
      volume: value,
      adjClose: value,
    }),
  ),
});

/** The cached rows of one symbol in date order, with their provenance. */
export type CacheEntry = z.infer<typeof schema>;

/** Formats an entry as the text of its file: JSON that starts with the SHA-256 of the entry's JSON. */
export function formatEntry(entry: CacheEntry): string {
  const text = JSON.stringify(entry);
  return `{"sha256":"${sha256(text)}",\n"entry":${text}}\n`;
}

/**
 * Parses what `formatEntry` wrote.
 *
 * @throws Error that says why the text cannot be trusted
 */
export function parseEntry(text: string, symbol: string): CacheEntry {
  const file = JSON.parse(text);
  if (file?.sha256 !== sha256(JSON.stringify(file?.entry) ?? "")) {
    throw new Error("its SHA-256 is not that of its content");
  }
  const { success, data, error } = schema.safeParse(file.entry);
  if (!success) throw new Error(z.prettifyError(error).split("\n").slice(0, 2).join(" "));
  if (data.symbol !== symbol) throw new Error(`it holds ${data.symbol}`);
  return data;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
