import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parseBulkBody, windowsOf } from "../../src/bodies/bulk-body.ts";
import { BulkReader } from "../../src/bodies/bulk-reader.ts";
import { createLog } from "../../src/index.ts";
import { addModel, windowRows } from "../models.ts";
import { modelsFolder, post, serve } from "../service.ts";

const windows = Array.from({ length: 200 }, (_, k) =>
  windowRows().map((row) => row.map((value) => value + k)),
);
const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const text = JSON.stringify({ symbol: "aapl", windows });
const bytes = bytesOf(text);

let reader: BulkReader;
beforeEach(() => {
  reader = new BulkReader(createLog({ level: "silent" }));
});
afterEach(() => reader.close());

test("when a body is large, then it is read outside of this thread, to the same values", async () => {
  const order: string[] = [];
  const large = reader.read(bytes).finally(() => order.push("large"));
  const small = reader.read(bytesOf({ windows: [] })).catch(() => order.push("small"));
  const [body] = await Promise.all([large, small]);
  // A small body is parsed synchronously: had the large one been so too, it would be first.
  expect(order).toEqual(["small", "large"]);
  expect(body.symbol).toBe("AAPL");
  expect(body).toEqual(parseBulkBody(bytes));
  expect(windowsOf(body).map((rows) => Array.from(rows))).toEqual(windows.map((rows) => rows.flat()));
});

test.each<[string, string, string, string]>([
  ["is cut", text.slice(0, -1), "malformed-json", "Expected ',' or '}'"],
  ["has no windows", JSON.stringify({ windows: "x".repeat(99_999) }), "invalid-request", "windows: is"],
  ["has a key too many", `{"and":1,${text.slice(1)}`, "invalid-request", "and: is unknown"],
])("when a large body %s, then its error is that of a small one", async (_name, bad, code, message) => {
  const error = await reader.read(bytesOf(bad)).catch((reason) => reason);
  expect(error).toMatchObject({ name: "ApiError", code, message: expect.stringContaining(message) });
  expect(() => parseBulkBody(bytesOf(bad))).toThrow(error);
});

test("when one of many windows is wrong, then it is named, and nothing is kept of the others but their lengths", async () => {
  const broken = windows.with(150, windows[150]!.with(7, [1, 2, 1, -1, 0, 1]));
  const body = await reader.read(bytesOf({ windows: broken }));
  expect(body).toEqual({
    symbol: undefined,
    lengths: Array(200).fill(60),
    rows: new Float64Array(0),
    errors: [{ path: "windows.150.7.3", message: "is -1: expected a number greater than 0" }],
  });
});

test("when the thread is lost in the middle of its work, then the waiting requests and later ones are answered", async () => {
  const lost = [reader.read(bytes), reader.read(bytes)];
  await reader.close();
  for (const body of await Promise.all([...lost, reader.read(bytes)])) {
    expect(body.lengths).toHaveLength(200);
    expect(body.rows.at(-1)).toBe(windows[199]![59]![5]);
  }
});

test("when one client has sent many bodies, then another's comes next", async () => {
  const order: string[] = [];
  const read = (client: string) => reader.read(bytes, client).then(() => order.push(client));
  await Promise.all([read("a"), read("a"), read("a"), read("b")]);
  // The second of "a" was its next turn when "b" came.
  expect(order).toEqual(["a", "a", "b", "a"]);
});

test("when a body fills the heap of the thread, then it alone is refused, and those behind it are read", async () => {
  const small = new BulkReader(createLog({ level: "silent" }), 32);
  const greedy = bytesOf(`{"windows":[${Array(700_000).fill("[0.5]").join(",")}]}`);
  const [refused, read] = await Promise.allSettled([small.read(greedy), small.read(bytes)]);
  expect(refused).toMatchObject({
    reason: { code: "invalid-request", message: expect.stringContaining("needs too much memory") },
  });
  expect(read).toMatchObject({ value: { symbol: "AAPL" } });
  await small.close();
});

test("when bulk requests and a single window come at once, then all are answered, equal ones equally", async () => {
  const models = await modelsFolder();
  await addModel(models);
  const { url } = await serve(models);
  const bulk = () => post(url, { windows: windows.slice(0, 128) }, {}, "/predict/batch");
  const answers = await Promise.all([bulk(), bulk(), post(url, { last_60_days: windowRows() }), bulk()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(answers[0]!.body.forecasts).toHaveLength(128);
  expect(answers[0]!.body.forecasts).toEqual(answers[3]!.body.forecasts);
});
