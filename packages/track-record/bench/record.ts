/**
 * Fills a record with 500 symbols x 250 sessions x 3 horizons of two forecasters, and measures size and times.
 *
 * `pnpm --filter @lstm-predict/track-record bench [--symbols 500] [--sessions 250] [--url postgres://...] [--keep FOLDER]`
 */
import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { ForecastRecord } from "@lstm-predict/forecasts";
import {
  exportCsv,
  exportParquet,
  type IssuedForecast,
  openRecorder,
  readFleetMonitor,
  readOverview,
  recordForecasts,
  Store,
  scoreSymbol,
  settleForecasts,
  verifyRecord,
} from "../src/index.ts";
import { barsOf, forecastOf, intervalsAround, seriesOf, sha, weekdays } from "../test/forecasts.ts";

const { values } = parseArgs({
  options: {
    symbols: { type: "string", default: "500" },
    sessions: { type: "string", default: "250" },
    url: { type: "string" },
  },
});
const symbols = Array.from({ length: Number(values.symbols) }, (_, k) => `S${String(k).padStart(3, "0")}`);
const sessions = Number(values.sessions);
const HORIZONS = [1, 5, 20];
const dates = weekdays("2024-01-01", sessions + 22);
const model = { version: "20240101T000000Z-aaaaaaaa", weightsSha256: sha("weights") };

/** Closes that move by about 1 % a day, the same in every run. */
function closesOf(symbol: number): number[] {
  let state = symbol + 1;
  let close = 100;
  return dates.map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    close *= Math.exp(0.035 * (state / 2 ** 32 - 0.5));
    return close;
  });
}

function forecastsOf(symbol: string, bars: ReturnType<typeof barsOf>): IssuedForecast[] {
  return Array.from({ length: sessions }, (_, k) => k + 1).flatMap((at) =>
    HORIZONS.flatMap((horizon) =>
      (["champion", "zeroShot"] as const).map((role) => {
        const naive = bars[at]!.close;
        return forecastOf({
          symbol,
          role,
          model: role === "champion" ? model : null,
          issuedAt: `${dates[at]}T21:05:00.000Z`,
          asOf: dates[at]!,
          targetDate: dates[at + horizon]!,
          horizon,
          naive,
          previousClose: bars[at - 1]!.close,
          prediction: naive * 1.0003,
          intervals: intervalsAround(naive, 0.0157 * Math.sqrt(horizon)),
          barsSha256: sha(`${symbol}${at}`),
        });
      }),
    ),
  );
}

const print = (text: string) => process.stdout.write(`${text}\n`);
async function time<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  print(`${(performance.now() - began).toFixed(0).padStart(8)} ms  ${what}`);
  return result;
}

const dataDir = await mkdtemp(join(tmpdir(), "record-bench-"));
await using store = new Store({ url: values.url, dataDir });
const bars = symbols.map((_, k) => barsOf(closesOf(k), dates));
const count = symbols.length * sessions * HORIZONS.length * 2;
print(`${count} forecasts in ${store.place}`);
await time("record all, 1,500 a transaction", async () => {
  for (const [k, symbol] of symbols.entries()) await recordForecasts(store, forecastsOf(symbol, bars[k]!));
});
await time("settle all, a symbol at a time", async () => {
  for (const [k, symbol] of symbols.entries()) {
    await settleForecasts(store, seriesOf(bars[k]!, { symbol }), new Date("2025-06-01"));
  }
});
if (!values.url) {
  for (const name of await readdir(dataDir)) {
    const { size } = await stat(join(dataDir, name));
    print(
      `${(size / 1e6).toFixed(0).padStart(8)} MB  ${name}, ${(size / count).toFixed(0)} bytes a settled forecast`,
    );
  }
}
for (let run = 0; run < 3; run++) {
  const summaries = await time("overview of all symbols", () => readOverview(store));
  if (summaries.length !== symbols.length) throw new Error(`${summaries.length} summaries`);
}
for (let run = 0; run < 3; run++)
  await time("scores of a symbol by month", () => scoreSymbol(store, "S001", "month", { horizon: 1 }));
await time("settle again, nothing is new: an evening's least", async () => {
  for (const [k, symbol] of symbols.entries()) {
    await settleForecasts(store, seriesOf(bars[k]!, { symbol }), new Date("2025-06-02"));
  }
});
await time("monitor of the fleet", () => readFleetMonitor(store));
await time("verify the chain", async () => {
  const { faults } = await verifyRecord(store);
  if (faults.length > 0) throw new Error(JSON.stringify(faults[0]));
});
for (const [name, chunks] of [
  ["record.csv", exportCsv(store)],
  ["record.parquet", exportParquet(store)],
] as const) {
  const file = join(dataDir, name);
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  await time(`export ${name}`, () => pipeline(Readable.from(chunks), createWriteStream(file)));
  clearInterval(timer);
  const { size } = await stat(file);
  print(
    `${(size / 1e6).toFixed(0).padStart(8)} MB  ${name}; memory ${(before / 1e6).toFixed(0)} -> ${(peak / 1e6).toFixed(0)} MB`,
  );
}

// What a request of the API pays.
const series = seriesOf(bars[0]!, { symbol: "API" });
const recorder = openRecorder(store, { intervalMs: 1e6, limit: 1e6 });
const {
  issuedAt: _,
  role: _r,
  barsSha256: _b,
  late: _l,
  previousClose: _p,
  ...rest
} = forecastOf({ symbol: "API" });
const forecast: ForecastRecord = { ...rest, return: 0 };
for (const [what, asOf] of [
  ["a forecast that was asked for before", () => "2024-01-02"],
  ["a new forecast", (k: number) => `${3000 + (k % 6000)}-01-${10 + Math.floor(k / 6000)}`],
] as const) {
  const times = Array.from({ length: 50_000 }, (_, k) => {
    const asked = { ...forecast, asOf: asOf(k), targetDate: "9999-01-01" };
    const began = performance.now();
    recorder.add(asked, { role: "champion", series, issuedAt: new Date() });
    return performance.now() - began;
  }).sort((a, b) => a - b);
  print(
    `${(1000 * times[25_000]!).toFixed(2).padStart(8)} us  recorder.add of ${what}, p50; p99 ${(1000 * times[49_500]!).toFixed(2)}`,
  );
}
await rm(dataDir, { recursive: true });
