import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseConfig } from "@lstm-predict/model";
import { type FoldKey, FoldStore } from "../src/fold-store.ts";
import { storedFold, walkForward } from "../src/index.ts";
import { planted, still } from "./series.ts";

const config = parseConfig({ window: 25, units: [3], denseUnits: 2, epochs: 1 });
const [fold] = walkForward(330, 25, { folds: 1, refitEvery: 30 });
const KEY: FoldKey = { symbol: "TEST", bars: "0".repeat(64), config, fold: fold!, warmStart: false };

let dir: string;
let store: FoldStore;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "fold-store-"));
  store = new FoldStore(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test.each([
  ["moves", planted("next day")],
  ["stands still, so that some figures are not finite", still(330)],
])("when the price %s, then a stored fold is the computed one, to the last bit", async (name, series) => {
  const key = { ...KEY, symbol: name.slice(0, 5).toUpperCase() };
  const computed = await storedFold({ series, key, store });
  const again = await storedFold({ series, key, store });
  expect([computed.stored, again.stored]).toEqual([false, true]);
  expect(again.forecasts).toEqual(computed.forecasts);
});

test.each<[string, Partial<FoldKey>]>([
  ["bars", { bars: "1".repeat(64) }],
  ["seed", { config: { ...config, seed: 7 } }],
  ["fold", { fold: { ...fold!, number: 2 } }],
  ["start", { warmStart: true }],
  ["origin", { origin: "1".repeat(64) }],
  ["covariate", { covariates: ["1".repeat(64)] }],
  ["symbol", { symbol: "OTHER" }],
])("when the %s is another, then the fold is not found", async (_name, change) => {
  await storedFold({ series: planted("next day"), key: KEY, store });
  expect(await store.read(KEY)).toBeDefined();
  expect(await store.read({ ...KEY, ...change })).toBeUndefined();
});
