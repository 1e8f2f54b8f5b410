import { expect, test } from "@jest/globals";
import { drawFigures } from "../src/training/figures.ts";
import { renderPage } from "../src/training/page.ts";
import { readReportData, saveReportData } from "../src/training/report-data.ts";
import { testDays } from "../src/training/test-days.ts";
import type { ReportData } from "../src/training/types.ts";
import { reportData } from "./report-data.ts";

/** The data after a way through a file. */
function reread(data: ReportData): ReportData {
  const { "report.json": text } = saveReportData(data);
  return readReportData(text!, data.metadata as unknown as Parameters<typeof readReportData>[1]);
}

test("when a report is drawn from saved data, then it has the same bytes as at the training", async () => {
  const data = reportData();
  const saved = reread(data);
  const pages = [];
  for (const each of [data, saved]) pages.push(renderPage(each, (await drawFigures(each)).html));
  expect(pages[1] === pages[0]).toBe(true);
});

test.each([
  ["the price stands still", { says: (last: number) => last, volume: 0 }],
  ["there are few days", { bars: 120 }],
])("when %s, then the days are the same too", (_, shape) => {
  const data = reportData({}, shape);
  expect(testDays(reread(data))).toEqual(testDays(data));
});

test("when it is saved, then it is of the test span alone", () => {
  const data = reportData();
  const { forecasts } = reread(data);
  const days = data.test.to - data.test.from;
  expect(forecasts.dates).toEqual(data.forecasts.dates.slice(data.test.from, data.test.to));
  expect(Object.keys(forecasts.points)).toEqual(["model"]);
  expect(saveReportData(data)["report.json"]!.length).toBeLessThan(400 * days);
});
