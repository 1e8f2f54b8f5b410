import { beforeAll, describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import type { RunningServer } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

/** Windows that differ: the whole price level is shifted. */
const windowsOf = (count: number) =>
  Array.from({ length: count }, (_, k) =>
    windowRows().map((row) => row.map((value, column) => (column === 4 ? value : value * (1 + k / 100)))),
  );

let server: RunningServer;
let forecaster: Forecaster;
let version: string;

beforeAll(async () => {
  const models = await modelsFolder();
  const bundle = await addModel(models);
  version = bundle.metadata.version;
  forecaster = Forecaster.fromBundle(bundle);
  server = await serve(models);
});

const bulk = (body: unknown) => post(server.url, body, {}, "/predict/batch");

describe("POST /predict/batch", () => {
  test.each([1, 7, 256])(
    "when %i windows are sent, then each is forecast as alone, in their order",
    async (n) => {
      const windows = windowsOf(n);
      const { status, body } = await bulk({ symbol: "AAPL", windows });
      expect(status).toBe(200);
      expect(body).toMatchObject({ symbol: "AAPL", model: { version, target: "return" } });
      expect(body.forecasts).toHaveLength(n);
      for (const [k, rows] of windows.entries()) {
        const alone = forecaster.forecast(rows);
        expect(body.forecasts[k].naive).toBe(alone.naive);
        expect(body.forecasts[k].prediction).toBeCloseTo(alone.prediction, 3);
      }
    },
  );

  test.each<[string, unknown, string, string]>([
    ["there are none", [], "windows", "has 0 items: expected 1 at least"],
    ["there are 257", windowsOf(257), "windows", "has 257 items: expected 256 at most"],
    [
      "one is short",
      [windowRows(), windowRows(59)],
      "windows.1",
      "has 59 rows: the model of AAPL expects 60",
    ],
    [
      "one has a bad price",
      [windowRows(), windowRows().with(5, [1, 2, 1, -1, 0, 1])],
      "windows.1.5.3",
      "is -1: expected a number greater than 0",
    ],
    ["one is no window", [windowRows(), 5], "windows.1", "is 5: expected an array"],
  ])("when %s, then 422 names the path", async (_name, windows, path, message) => {
    const { status, body } = await bulk({ windows });
    expect(status).toBe(422);
    expect(body.errors[0]).toEqual({ path, message });
  });
});

test("when 64 requests come at once with a bulk request among them, then each gets its own forecast", async () => {
  const windows = windowsOf(64);
  const [many, ...single] = await Promise.all([
    bulk({ windows }),
    ...windows.map((rows) => post(server.url, { last_60_days: rows })),
  ]);
  for (const [k, { status, body }] of single.entries()) {
    expect([status, body.naive]).toEqual([200, windows[k]![59]![3]]);
    expect(body.prediction).toBeCloseTo(many.body.forecasts[k].prediction, 3);
  }
});

test("when prices are so large that nothing follows, then 422 says so, and the requests beside it are answered", async () => {
  const models = await modelsFolder();
  await addModel(models, { target: "price" });
  const { url } = await serve(models);
  const absurd = windowRows().map((row) =>
    row.map((value, column) => (column === 4 ? value : value * 1e300)),
  );
  const windows = [windowRows(), absurd];
  const [bad, good, both] = await Promise.all([
    post(url, { last_60_days: absurd }),
    post(url, { last_60_days: windowRows() }),
    post(url, { windows }, {}, "/predict/batch"),
  ]);
  expect([good.status, bad.status, both.status]).toEqual([200, 422, 422]);
  expect(bad.body.errors[0].path).toBe("last_60_days");
  expect(both.body.errors[0].path).toBe("windows.1");
});

test.each([1e-306, 1e-310, Number.MIN_VALUE])(
  "when the last open and low are %d, then the model with an error bar answers, or 422 names that window alone",
  async (tiny) => {
    const models = await modelsFolder();
    await addModel(models, { intervals: true });
    const { url } = await serve(models);
    const rows = windowRows();
    const [, high, , ...rest] = rows[59]!;
    const odd = rows.with(59, [tiny, high!, tiny, ...rest]);
    const windows = [rows, odd];
    const [alone, both] = await Promise.all([
      post(url, { last_60_days: odd }),
      post(url, { windows }, {}, "/predict/batch"),
    ]);
    if (tiny > 1e-307) return expect([alone.status, both.status]).toEqual([200, 200]);
    expect([alone.status, both.status]).toEqual([422, 422]);
    const message = "has prices too far apart to forecast from: expected one stock's prices";
    expect(alone.body.errors).toEqual([{ path: "last_60_days", message }]);
    expect(both.body.errors).toEqual([{ path: "windows.1", message }]);
  },
);
