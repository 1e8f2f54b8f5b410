import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "@jest/globals";
import { compareRuns, renderComparison } from "@lstm-predict/reports";
import { openPage, shoot } from "./browser.ts";

type Run = Parameters<typeof compareRuns>[1][number];

const SCORES = ["mase", "rmsse", "direction", "coverage_90", "winkler_90_to_constant", "winkler_90_to_har"];
const MORE = ["crps_to_har", "qlike"];

const run = (k: number): Run => ({
  id: String(k),
  name: `20261124T04050${k}Z-1a2b3c4d`,
  symbol: "AAPL",
  status: "FINISHED",
  startedAt: "2026-11-24T04:05:06Z",
  params: { units: `${k} ${k}`, target: "distribution" },
  tags: {},
  metrics: Object.fromEntries([...SCORES, ...MORE].map((name) => [`test/${name}`, 1 + k / 100])),
  curve: async () => [],
});

let url: string;
beforeAll(async () => {
  const file = join(await mkdtemp(join(tmpdir(), "comparison-")), "compare.html");
  const comparison = compareRuns("spool", [1, 2, 3, 4].map(run), "test/mase", ({ id }) => id === "2");
  await writeFile(file, await renderComparison(comparison));
  url = pathToFileURL(file).href;
});

/** Of each table: the hidden width, and the distances from the edges of the window, all in pixels. */
const MEASURE = `[...document.querySelectorAll(".scroll")].map((table) => {
  const { left, right } = table.getBoundingClientRect();
  return { hidden: table.scrollWidth - table.clientWidth, left, right: innerWidth - right };
})`;

test.each([1024, 1440])("when the window has %i px, then no score of a comparison is cut", async (width) => {
  const { page, complaints } = await openPage(url, { viewport: { width, height: 900 } });
  await shoot(page, `comparison-${width}`);
  const tables: { hidden: number; left: number; right: number }[] = await page.evaluate(MEASURE);
  expect(tables.map(({ hidden }) => hidden)).toEqual([0, 0]);
  for (const { left, right } of tables) expect(Math.min(left, right)).toBeGreaterThanOrEqual(0);
  expect(complaints).toEqual([]);
});

test("when the window is a phone's, then tables scroll, and the page does not", async () => {
  const { page } = await openPage(url, { viewport: { width: 390, height: 800 } });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
});
