import { expect, test } from "@jest/globals";
import { fanChart } from "../src/training/charts/fan.ts";
import { drawFigures } from "../src/training/figures.ts";
import { renderPage } from "../src/training/page.ts";
import { readReportData, saveReportData } from "../src/training/report-data.ts";
import { testDays } from "../src/training/test-days.ts";
import type { ReportData } from "../src/training/types.ts";
import { errorBarVerdicts } from "../src/wording/error-bar.ts";
import { horizonVerdicts } from "../src/wording/horizons.ts";
import { nextSessions, reportData } from "./report-data.ts";

const without = reportData();
const { scores } = without.metadata;
const data: ReportData = {
  ...without,
  metadata: { ...without.metadata, laterScores: { 5: scores, 20: scores } },
  next: nextSessions(without),
};
const last = without.forecasts.actual.at(-1)!;

test("when later sessions are scored and forecast, then the page has their table and fan; without, neither", async () => {
  const { html, svg } = await drawFigures(data);
  const page = renderPage(data, html);
  expect(page).toContain("<h2>The next 20 sessions</h2>");
  expect(page).toContain(`that of 90 % reaches from −1.7 % to +1.7 % on ${data.next![0]!.targetDate}`);
  expect(page).toContain("+2.02 % after 20 sessions");
  expect(page.match(/<td>20<\/td>/g)).toHaveLength(1);
  expect(page).toContain("20 sessions ahead the mean error was ");
  expect(svg.fan).toContain("<svg");
  const old = renderPage(without, (await drawFigures(without)).html);
  expect(old).not.toMatch(/sessions<\/h2>/);
});

test("when the data are saved, then they draw the same fan", () => {
  const { "report.json": text } = saveReportData(data);
  const saved = readReportData(text!, data.metadata as unknown as Parameters<typeof readReportData>[1]);
  expect(saved.next).toEqual(data.next);
});

test("when the fan is drawn, then it opens at the last close and ends with the last session's intervals", () => {
  const { layer } = fanChart(testDays(data), data.next!, 680) as unknown as {
    layer: { data: { values: Record<string, number | string>[] } }[];
  };
  const bands = layer.slice(0, 4).map((each) => each.data.values);
  for (const band of bands) expect(band[0]).toMatchObject({ lower: last, upper: last });
  const { targetDate, intervals } = data.next!.at(-1)!;
  expect(bands.map((band) => band.at(-1))).toEqual(
    (["95", "90", "80", "50"] as const).map((level) => ({
      date: targetDate,
      lower: intervals![level][0],
      upper: intervals![level][1],
    })),
  );
});

test("when a horizon is put into words, then chance and both rivals are in its sentence", () => {
  const model = {
    ...scores.test.model,
    mase: 0.98,
    diebold: { statistic: -1, p: 0.3 },
    intervals: { 90: { ...scores.test.model.intervals["90"]!, coverage: 0.885 } },
    relative: { winklerToConstant: 0.9, winklerToHar: 1.0004, crpsToHar: 1 },
  };
  expect(horizonVerdicts({ 5: { test: { model } } })).toEqual([
    "5 sessions ahead the mean error was 2.00 % smaller than that of the last close (no more than chance explains, p 0.300), " +
      "and the 90 % intervals held 88.5 % of the test days; by interval score they were 10.0 % better than constant " +
      "volatility's and as good as HAR's.",
  ]);
});

const calibration = { testFrom: "2025-01-02", quantiles: [1, 2, 3, 4] };
const tried = [
  { weight: 0.5, winkler: 5 },
  { weight: 0, winkler: 4 },
];

test.each([
  [
    "distribution",
    { ...calibration, pooled: "vix", network: { weight: 0, tried } },
    [/no part in it/, /VIX and/, /Later/],
  ],
  ["return", { ...calibration, pooled: "own" }, [/^No network has a part/, /without the VIX/, /Later/]],
  ["distribution", calibration, []],
  ["price", undefined, []],
] as const)(
  "when the target is %s, then it is said how the error bar is made",
  (target, calibration, words) => {
    const verdicts = errorBarVerdicts({ target, ...(calibration && { calibration }) } as Parameters<
      typeof errorBarVerdicts
    >[0]);
    expect(verdicts).toEqual(words.map((word) => expect.stringMatching(word)));
  },
);
