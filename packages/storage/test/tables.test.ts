import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parquetReadObjects } from "hyparquet";
import { isTableFile, type TableColumns, writeTable } from "../src/tables/index.ts";
import { folder } from "./folder.ts";

interface Row {
  name: string;
  size: number | null;
}
const columns: TableColumns<Row> = {
  name: { type: "STRING", read: ({ name }) => name },
  size: { type: "DOUBLE", read: ({ size }) => size },
};
const rows: Row[] = [
  { name: 'a "b", c', size: 0.1 + 0.2 },
  { name: "line\nbreak", size: null },
];

test("when a table is written as CSV, then cells are quoted as RFC 4180 says, and numbers have all their digits", async () => {
  const file = join(await folder(), "new", "table.csv");
  await writeTable(file, columns, [rows.slice(0, 1), rows.slice(1)]);
  expect(await readFile(file, "utf8")).toBe('name,size\n"a ""b"", c",0.30000000000000004\n"line\nbreak",\n');
});

test("when a table is written as Parquet, in several row groups, then a reader finds the same rows", async () => {
  const file = join(await folder(), "table.parquet");
  const many = Array.from({ length: 25_000 }, (_, k) => rows[k % 2]!);
  await writeTable(file, columns, [many.slice(0, 21_000), many.slice(21_000)]);
  const bytes = await readFile(file);
  const read = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  });
  expect(read).toHaveLength(25_000);
  expect(read.slice(20_999, 21_001)).toEqual([rows[1], rows[0]]);
});

test.each(["table.csv", "table.parquet"])(
  "when a page of %s cannot be read, then the old file is left, and no part of the new one",
  async (name) => {
    const dir = await folder();
    const file = join(dir, name);
    await writeTable(file, columns, [rows]);
    const before = await readFile(file);
    async function* broken() {
      yield rows;
      throw new Error("no more pages");
    }
    await expect(writeTable(file, columns, broken())).rejects.toThrow("no more pages");
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(dir)).toEqual([name]);
  },
);

test("when a file has another ending, then it is no table's", () => {
  expect(["a.csv", "b/c.parquet", "a.CSV", "csv", "a.json"].map(isTableFile)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
