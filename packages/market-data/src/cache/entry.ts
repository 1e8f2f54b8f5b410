import { createHash } from "node:crypto";
import { z } from "zod";

const value = z.number().nullable();
const day = z.iso.date();

const schema = z.strictObject({
  format: z.literal(1),
  symbol: z.string(),
  source: z.literal("yahoo"),
  detail: z.string(),
  timeZone: z.string(),
  /** Everything the source has from `from` to `through` is in `rows`; only finished sessions are. */
  from: day,
  through: day,
  fetchedAt: z.iso.datetime(),
  /** Before this, asking for later bars is pointless. */
  nextBarAt: z.iso.datetime(),
  /** Prices are adjusted for the splits and dividends that were known at `asOf`. */
  adjustment: z.strictObject({
    asOf: z.iso.datetime(),
    restatements: z.array(z.strictObject({ foundAt: z.iso.datetime(), message: z.string() })),
  }),
  notes: z.array(z.string()),
  /** As the source gave them, before cleaning. */
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

/** What is known of one symbol: its rows in date order, and how they came about. */
export type CacheEntry = z.infer<typeof schema>;

/** The entry as the text of its file: JSON, with the SHA-256 of the entry's own text in front. */
export function formatEntry(entry: CacheEntry): string {
  const text = JSON.stringify(entry);
  return `{"sha256":"${sha256(text)}",\n"entry":${text}}\n`;
}

/** Reads what formatEntry wrote. Throws an Error that says why the text cannot be trusted. */
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
