import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { loadBars } from "../src/load-bars.ts";
import { type Day, weekdays } from "./csv/csv-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "folder-"));
});
afterEach(() => rm(folder, { recursive: true }));

const HEADER = "Date,Open,High,Low,Close,Volume";
const line = ({ date, open, high, low, close, volume }: Day) =>
  [date, open, high, low, close, volume].join(",");
const write = (name: string, lines: readonly string[]) =>
  writeFile(join(folder, name), `${lines.join("\n")}\n`);
const days = (name: string, count: number) => write(name, [HEADER, ...weekdays(count).map(line)]);
/** A file that names `symbols` in a column, with `count` days of each. */
const named = (name: string, symbols: readonly string[], count: number) =>
  write(name, [
    `Ticker,${HEADER}`,
    ...symbols.flatMap((one) => weekdays(count).map((day) => `${one},${line(day)}`)),
  ]);
const load = async (symbol: string) => (await loadBars({ symbol, csv: folder })).bars.length;

test("when files are named after symbols, then each symbol has its file's bars, in upper or lower case", async () => {
  await days("acme.csv", 30);
  await days("^GSPC.csv", 25);
  await days("brk-b.csv", 20);
  expect([await load("ACME"), await load("^GSPC"), await load("BRK-B")]).toEqual([30, 25, 20]);
});

test("when one file names several symbols, then each has its own rows", async () => {
  await named("all.csv", ["ACME", "BETA"], 22);
  expect([await load("ACME"), await load("BETA")]).toEqual([22, 22]);
});

test("when two files name a symbol, then the one that is named after it counts; with none, it is an error", async () => {
  await named("first.csv", ["ACME", "BETA"], 22);
  await named("second.csv", ["ACME", "BETA"], 24);
  await days("beta.csv", 30);
  expect(await load("BETA")).toBe(30);
  await expect(load("ACME")).rejects.toMatchObject({
    code: "bad_option",
    message: expect.stringContaining("have bars of ACME, first.csv, second.csv: expected one"),
  });
});

test("when no file has a symbol, then the error names it, and a file that could not be read", async () => {
  await days("acme.csv", 30);
  await expect(load("BETA")).rejects.toMatchObject({
    code: "no_data",
    message: `no file in "${folder}" has bars of BETA`,
  });
  await write("bad.csv", ["hello"]);
  await expect(load("BETA")).rejects.toThrow(/has bars of BETA \(.*bad.csv/);
  expect(await load("ACME")).toBe(30);
});

test("when the file of a symbol is malformed, then its own error tells", async () => {
  await write("acme.csv", ["hello"]);
  await expect(load("ACME")).rejects.toMatchObject({ code: "csv_malformed" });
});
