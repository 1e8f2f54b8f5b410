import type { BarSeries } from "@lstm-predict/market-data";
import { type Html, html } from "./html.ts";
import { wordsTable } from "./words-table.ts";

/** The section on data quality: dropped rows, suspicious bars, and the notes of cleaning and cache. */
export function quality(
  { cleaning, cache }: Pick<BarSeries, "cleaning" | "cache">,
  more: Record<string, string> = {},
): Html {
  const { received, kept, replaced = 0, findings } = cleaning;
  const dropped = Object.entries(cleaning.dropped).filter(([, count]) => count > 0);
  const rows = {
    "rows received": String(received),
    "bars kept": String(kept),
    "rows dropped": dropped.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none",
    "suspicious bars": String(findings.length),
    ...(cache && { cache: `${cache.outcome}, asked last at ${cache.fetchedAt}` }),
    ...more,
  };
  const notes = [...cleaning.notes, ...(cache?.notes ?? [])];
  const became = kept === received ? `All ${received} rows` : `${kept} of ${received} rows`;
  const found =
    findings.length === 0
      ? "nothing in them looks wrong"
      : `${findings.length} ${findings.length === 1 ? "looks" : "look"} suspicious`;
  return html`<p>${became} became bars, and ${found}. ${replaced === 0 ? "No value was changed." : `No value was changed but ${replaced} adjusted closes.`}</p>
${wordsTable(rows)}${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`;
}
