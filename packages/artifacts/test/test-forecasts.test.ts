import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { SettledForecast } from "@lstm-predict/forecasts";
import { saveBundle } from "../src/save.ts";
import { formatTestForecasts, readTestForecasts, TEST_FORECASTS_FILE } from "../src/test-forecasts.ts";
import { bundleContent } from "./content.ts";
import { modelsDir } from "./models-dir.ts";

const DAYS: SettledForecast[] = [
  {
    date: "2025-12-30",
    actual: 273.08,
    prediction: 273.9,
    naive: 273.76,
    intervals: { 50: [271.5, 276], 90: [266.25, 281.5] },
  },
  {
    date: "2025-12-31",
    actual: 271.86,
    prediction: 273.2,
    naive: 273.08,
    intervals: { 50: [270.8, 275.4], 90: [265.6, 280.8] },
  },
];

async function save(text?: string) {
  const content = bundleContent();
  return saveBundle(await modelsDir(), { ...content, extras: text ? { [TEST_FORECASTS_FILE]: text } : {} });
}

test("when a bundle is saved with its test span, then every day is read back, and the file opens as a table", async () => {
  const text = formatTestForecasts(DAYS);
  expect(text.split("\n").slice(0, 2)).toEqual([
    "date,actual,prediction,naive,lower50,upper50,lower90,upper90",
    "2025-12-30,273.08,273.9,273.76,271.5,276,266.25,281.5",
  ]);
  const { dir, metadata } = await save(text);
  expect(await readTestForecasts(dir, metadata)).toEqual(DAYS);
});

test("when prices have more digits than bars, then nine digits are kept", () => {
  const [day] = DAYS;
  const text = formatTestForecasts([{ ...day!, prediction: 273.123456789012, intervals: {} }]);
  expect(text).toBe("date,actual,prediction,naive\n2025-12-30,273.08,273.123457,273.76\n");
});

test("when a bundle has no file of its test span, then there are no days", async () => {
  const { dir, metadata } = await save();
  expect(await readTestForecasts(dir, metadata)).toEqual([]);
});

test("when the file was changed, or a line is not a forecast, then the error names the file and the line", async () => {
  const good = await save(formatTestForecasts(DAYS));
  await writeFile(join(good.dir, TEST_FORECASTS_FILE), "date\n");
  await expect(readTestForecasts(good.dir, good.metadata)).rejects.toMatchObject({
    code: "changed_file",
    message: expect.stringContaining(TEST_FORECASTS_FILE),
  });
  const bad = await save("date,actual,prediction,naive\n2025-12-30,273.08,x,273.76\n");
  await expect(readTestForecasts(bad.dir, bad.metadata)).rejects.toMatchObject({
    code: "bad_content",
    message: expect.stringContaining("test-forecasts.csv, line 2: expected date,actual,prediction,naive"),
  });
});
