import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDays, isWeekend } from "@lstm-predict/bars";
import type { BarSeries } from "../../src/bar.ts";
import { loadBars } from "../../src/load-bars.ts";
import type { LoadOptions } from "../../src/request.ts";

/** A day of the made-up bars, whose prices have two decimals. */
export interface Day {
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** `count` weekdays from Monday 2023-01-02 on, around a price of 1000. */
export function weekdays(count = 30): Day[] {
  const days: Day[] = [];
  for (let date = "2023-01-02"; days.length < count; date = addDays(date, 1)) {
    if (isWeekend(date)) continue;
    const k = days.length;
    const close = 1000.25 + 10 * Math.round(3 * Math.sin(k)) + k;
    days.push({
      date,
      open: close - 1.5,
      high: close + 4.25,
      low: close - 6.5,
      close,
      volume: 1_234_567 + 1000 * k,
    });
  }
  return days;
}

/** Loads the bars of a file of these bytes or this text. */
export async function load(
  content: string | Uint8Array,
  options: Partial<LoadOptions> = {},
): Promise<BarSeries> {
  const folder = await mkdtemp(join(tmpdir(), "market-data-csv-"));
  try {
    const csv = join(folder, "bars.csv");
    await writeFile(csv, content);
    return await loadBars({ symbol: "ACME", csv, ...options });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The line and reason of the error that reading the file throws. */
export async function refusal(
  content: string | Uint8Array,
  options: Partial<LoadOptions> = {},
): Promise<string> {
  const error = await load(content, options).then(
    () => new Error("the file was read"),
    (reason: Error & { code?: string }) => reason,
  );
  if (!("code" in error) || error.code !== "csv_malformed") throw error;
  return error.message.replace(/^.*bars\.csv:/, "");
}

/** Text of a file: a header and one line a day. */
export function table(
  header: string,
  days: readonly Day[],
  line: (day: Day, index: number) => string,
): string {
  return [header, ...days.map(line), ""].join("\n");
}
