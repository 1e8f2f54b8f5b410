import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { parquetReadObjects } from "hyparquet";
import {
  EXPORT_COLUMNS,
  exportCsv,
  exportParquet,
  recordForecasts,
  type Store,
  settleForecasts,
} from "../src/index.ts";
import { barsOf, forecastOf, seriesOf } from "./forecasts.ts";
import { sqlitePlace } from "./places.ts";

const bars = barsOf([99, 100, 101, 103]);

async function record(): Promise<Store> {
  const store = (await sqlitePlace()).open();
  const bare = forecastOf({
    symbol: "BRK-B",
    naive: 0.1 + 0.2,
    prediction: 1e-310,
    model: null,
    role: "har",
  });
  delete bare.intervals;
  delete bare.volatility;
  await recordForecasts(store, [forecastOf(), bare, forecastOf({ horizon: 5, targetDate: "2024-01-09" })]);
  await settleForecasts(store, seriesOf(bars), new Date("2024-01-05T21:00:00Z"));
  await settleForecasts(store, seriesOf(barsOf([99, 100, 101.5, 103])), new Date("2024-01-06T21:00:00Z"));
  return store;
}

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let whole = "";
  for await (const chunk of chunks) whole += chunk;
  return whole;
}

async function rowsOf(store: Store) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of exportParquet(store)) chunks.push(chunk);
  const { buffer } = new Uint8Array(Buffer.concat(chunks));
  return parquetReadObjects({
    file: { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) },
  });
}

describe("exports", () => {
  test("when the record is exported as CSV, then each forecast is a line with its last settlement", async () => {
    await using store = await record();
    const [header, ...lines] = (await text(exportCsv(store))).trimEnd().split("\n");
    expect(header).toBe(Object.keys(EXPORT_COLUMNS).join(","));
    const [first, bare, open] = lines.map((line) => {
      const cells = line.split(",");
      return Object.fromEntries(header!.split(",").map((name, k) => [name, cells[k]]));
    });
    expect(lines).toHaveLength(3);
    expect(first).toMatchObject({
      id: "1",
      symbol: "AAPL",
      role: "champion",
      session: "2024-01-03",
      close: "101.5",
      factor: "1",
      late: "false",
    });
    expect(bare).toMatchObject({
      naive: "0.30000000000000004",
      prediction: "1e-310",
      lower90: "",
      weights_sha256: "",
      session: "",
      forecaster: "har",
    });
    expect(open).toMatchObject({ horizon: "5", close: "" });
    expect((await text(exportCsv(store, { symbol: "BRK-B" }))).trimEnd().split("\n")).toHaveLength(2);
  });

  test("when the record is exported as Parquet, then a reader finds the same values", async () => {
    await using store = await record();
    const rows = await rowsOf(store);
    const csv = rows.map((row) =>
      Object.keys(EXPORT_COLUMNS)
        .map((name) => row[name] ?? "")
        .join(","),
    );
    expect(`${Object.keys(EXPORT_COLUMNS).join(",")}\n${csv.join("\n")}\n`).toBe(
      await text(exportCsv(store)),
    );
    expect(rows[0]).toMatchObject({ id: 1, late: false, close: 101.5 });
    expect(rows[1]).toMatchObject({ naive: 0.1 + 0.2, prediction: 1e-310, lower90: null });
  });

  test("when there are more rows than a row group, then all are read, in order", async () => {
    await using store = (await sqlitePlace()).open();
    const count = 45_000;
    for (let from = 0; from < count; from += 5_000) {
      await recordForecasts(
        store,
        Array.from({ length: 5_000 }, (_, k) => forecastOf({ symbol: `S${from + k}` })),
      );
    }
    const rows = await rowsOf(store);
    expect(rows.map(({ symbol }) => symbol)).toEqual(Array.from({ length: count }, (_, k) => `S${k}`));
    const csv = await text(exportCsv(store));
    const again = rows
      .map((row) =>
        Object.keys(EXPORT_COLUMNS)
          .map((name) => row[name] ?? "")
          .join(","),
      )
      .join("\n");
    const sha = (value: string) => createHash("sha256").update(value).digest("hex");
    expect(sha(`${again}\n`)).toBe(sha(csv.slice(csv.indexOf("\n") + 1)));
  });

  test("when the record is empty, then the exports have their columns and no rows", async () => {
    await using store = (await sqlitePlace()).open();
    expect(await text(exportCsv(store))).toBe(`${Object.keys(EXPORT_COLUMNS).join(",")}\n`);
    expect(await rowsOf(store)).toEqual([]);
  });
});
