import { beforeAll, describe, expect, test } from "@jest/globals";
import { drawFigures } from "../src/training/figures.ts";
import { coverageByPeriod, coverageByTercile, deciles } from "../src/training/groups.ts";
import { renderPage } from "../src/training/page.ts";
import { renderReport } from "../src/training/render-report.ts";
import { testDays } from "../src/training/test-days.ts";
import type { ReportData } from "../src/training/types.ts";
import { plainWords } from "../src/wording/plain-words.ts";
import { testScoresOf } from "../src/wording/test-scores.ts";
import { reportData, withTestScores } from "./report-data.ts";

const data = reportData();
const { test: scores } = data.metadata.scores;
let page: string;
beforeAll(async () => {
  page = await pageOf(data);
});

/** The page without its drawings. */
async function pageOf(data: ReportData): Promise<string> {
  const { html } = await drawFigures(data);
  return renderPage(data, html).replaceAll(/<svg.*?<\/svg>/gs, "");
}

/** The cells of every table row that begins with a name. */
function rows(page: string, name: string): string[][] {
  return [...page.matchAll(/<tr>(.*?)<\/tr>/g)]
    .map(([, row]) => [...row!.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!))
    .filter(([first]) => first === name);
}

const plainMinus = (text: string) => text.replace("\u2212", "-");

test("when the network does not help the error bar, then the report says so, and who chose its weight", async () => {
  const { winkler } = scores.model.intervals!["90"]!;
  const tried = [0.5, 0.25, 0].map((weight) => ({ weight, winkler: winkler + weight }));
  const network = { weight: 0 as const, tried };
  const mixed = await pageOf(
    reportData({ calibration: { testFrom: "2025-01-02", quantiles: [1], network } }),
  );
  expect(mixed).toContain(`${winkler.toFixed(3)} without it; lower is better). So it has no part in it`);
  expect(mixed).toContain("nothing was fitted to, but the weight of the network in the error bar.");
  expect(page).not.toContain("has no part in it");
  const fitted = await pageOf(
    reportData({
      calibration: { testFrom: "2025-01-02", quantiles: [1], network: { ...network, fitted: 0 } },
    }),
  );
  expect(fitted).toContain("nothing was fitted to.");
});

describe("the score tables", () => {
  test.each([
    ["model", scores.model],
    ["drift", scores.drift],
    ["shrunk drift", scores.shrunkDrift!],
    ["ridge", scores.ridge!],
  ])("when %s forecast the close, then its row has its scores", (name, own) => {
    const [mase, rmsse, direction, range, correlation, p] = rows(page, name)[0]!.slice(1).map(plainMinus);
    expect(mase).toBe(own.mase!.toFixed(4));
    expect(rmsse).toBe(own.rmsse!.toFixed(4));
    expect(direction).toBe(`${(100 * own.directionalAccuracy!).toFixed(1)} %`);
    const [lower, upper] = own.directionInterval!.map((end) => (100 * end).toFixed(1));
    expect(range).toBe(`${lower} to ${upper} %`);
    expect(correlation).toBe(Number.isFinite(own.correlation) ? own.correlation!.toFixed(3) : "-");
    expect(p).toBe(own.diebold!.p < 0.001 ? "below 0.001" : own.diebold!.p.toFixed(3));
  });

  test("when naive is scored, then it is 1 and takes no side", () => {
    expect(rows(page, "naive")[0]).toEqual(["naive", "1.0000", "1.0000", "-", "-", "-", "-"]);
  });

  test.each([
    ["model", "model", 1],
    ["constant", "constant", 0],
    ["EWMA, returns", "ewma", 0],
    ["EWMA, ranges", "ewmaRange", 0],
    ["GARCH(1,1)", "garch", 0],
    ["HAR", "har", 0],
    ["HAR-V", "harVolume", 0],
    ["zero-shot HAR", "zeroShot", 0],
  ])("when %s forecast the size of the move, then its row has its scores", (name, key, table) => {
    const { intervals, relative, qlike } = scores[key]!;
    expect(rows(page, name)[table]!.slice(1).map(plainMinus)).toEqual([
      ...["50", "80", "90", "95"].map((level) => (100 * intervals![level]!.coverage).toFixed(1)),
      intervals!["90"]!.width.toFixed(2),
      intervals!["90"]!.winkler.toFixed(3),
      relative!.winklerToConstant.toFixed(4),
      relative!.winklerToHar.toFixed(4),
      relative!.crpsToHar.toFixed(4),
      qlike!.toFixed(3),
    ]);
  });

  test("when a column has a best score, then that one is green, and none where all are the same", () => {
    const best = Math.min(...Object.values(scores).flatMap(({ mase }) => (mase === undefined ? [] : [mase])));
    expect(page).toContain(`<td class="better">${best.toFixed(4)}</td>`);
    expect(page.match(/<td class="better">0\.0<\/td>/g)).toBeNull();
  });

  test("when a score is not defined, then there is a dash", async () => {
    const unknown = {
      mase: Number.NaN,
      correlation: Number.NaN,
      diebold: { statistic: Number.NaN, p: Number.NaN },
    };
    const page = await pageOf(withTestScores(data, unknown));
    const [mase, , , , correlation, p] = rows(page, "model")[0]!.slice(1);
    expect([mase, correlation, p]).toEqual(["-", "-", "-"]);
    expect(page).toContain("On the test span the price did not move");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe("the test days", () => {
  const days = testDays(data);

  test("when intervals are drawn, then they hold as many days as the scores say", () => {
    for (const [level, { held }] of Object.entries(days.bounds)) {
      expect(held.filter(Boolean).length / held.length).toBeCloseTo(
        scores.model.intervals[level]!.coverage,
        12,
      );
    }
    const { held } = days.bounds["90"]!;
    expect(page).toContain(
      `expected with 90 %, and ${held.filter(Boolean).length} of ${held.length} days kept to it`,
    );
  });

  test("when months are counted, then they are all days in order, with the interval of their share", () => {
    const months = coverageByPeriod(days.dates, days.bounds["90"]!);
    expect(months.map(({ name }) => name)).toEqual(["2025-01", "2025-02", "2025-03"]);
    expect(months.reduce((sum, { trials }) => sum + trials, 0)).toBe(days.dates.length);
    for (const { lower, share, upper } of months)
      expect([lower < share + 1e-9, share < upper + 1e-9]).toEqual([true, true]);
  });

  test("when months are many, then years are counted", () => {
    const dates = Array.from({ length: 40 }, (_, k) =>
      new Date(Date.UTC(2019, k, 5)).toISOString().slice(0, 10),
    );
    const held = dates.map((date) => date < "2021");
    const years = coverageByPeriod(dates, { ...days.bounds["90"]!, held });
    expect(years.map(({ name, share }) => [name, share])).toEqual([
      ["2019", 1],
      ["2020", 1],
      ["2021", 0],
      ["2022", 0],
    ]);
  });

  test("when terciles get their intervals, then the shares are the scores'", () => {
    const { terciles } = scores.model.intervals["80"]!;
    const thirds = coverageByTercile(terciles, days.dates.length);
    for (const [k, { share }] of thirds.entries()) expect(share).toBeCloseTo(terciles[k]!, 12);
  });

  test("when days are grouped by forecast, then each group's outcome is the root mean square of its returns", () => {
    const groups = deciles(days);
    expect(groups.reduce((sum, group) => sum + group.days, 0)).toBe(days.dates.length);
    const total = groups.reduce((sum, group) => sum + group.days * group.realised ** 2, 0);
    expect(total).toBeCloseTo(
      days.errors.naive.reduce((sum, value) => sum + value * value, 0),
      12,
    );
    const forecasts = groups.map(({ forecast }) => forecast);
    expect(forecasts).toEqual(forecasts.toSorted((a, b) => a - b));
  });
});

describe("the two sentences", () => {
  const words = (model: Parameters<typeof withTestScores>[1]) =>
    plainWords("JPM", testScoresOf(withTestScores(data, model).metadata.scores.test));
  const level = scores.model.intervals["90"]!;
  const covering = (coverage: number) => ({
    n: 100,
    intervals: { ...scores.model.intervals, "90": { ...level, coverage, width: 4.44 } },
  });
  const better = { winklerToConstant: 0.93, winklerToHar: 0.99, crpsToHar: 0.998 };

  test("when a difference from naive is chance, then the model cannot tell the close", () => {
    const [close] = words({
      n: 100,
      mase: 0.998,
      diebold: { statistic: -0.4, p: 0.69 },
      directionalAccuracy: 0.53,
      directionInterval: [0.43, 0.63],
    });
    expect(close).toBe(
      'It cannot tell where JPM closes next any better than "tomorrow = today" does: over 100 days of test its mean error ' +
        "was 0.20 % smaller, no more than chance explains (p 0.690), and the direction was right on 53.0 % of the days, as a coin might have it.",
    );
  });

  test("when it is better or worse by more than chance, then the words say which", () => {
    const significant = { diebold: { statistic: 9, p: 0.0001 } };
    expect(words({ ...significant, mase: 0.98 })[0]).toMatch(
      /^It can tell a little about where JPM closes next/,
    );
    expect(words({ ...significant, mase: 1.02 })[0]).toMatch(
      /^Do not use it to tell where JPM closes next, "tomorrow = today" does better: over 63 days of test its mean error was 2\.00 % larger, more than chance explains \(p below 0\.001\)/,
    );
    expect(words({ ...significant, mase: 9.31 })[0]).toContain("9.3 times as large");
    expect(words({ mase: Number.NaN })[0]).toContain("the price did not move");
    expect(words({ directionalAccuracy: 0.9, directionInterval: [0.8, 0.95] })[0]).toContain(
      "right on 90.0 % of the days, more often than a coin or drift.",
    );
    const asDrift = {
      directionalAccuracy: scores.drift.directionalAccuracy,
      directionInterval: [0.51, 0.63] as [number, number],
    };
    expect(words(asDrift)[0]).toContain(
      "more often than a coin but no more often than drift, which says the same every day.",
    );
  });

  test("when intervals keep their word, then how far is what it can tell; else why not", () => {
    expect(words({ ...covering(0.91), relative: better })[1]).toBe(
      "What it can tell is how far away the close may be: its 90 % intervals around the last close, 4.4 % of it wide, held 91.0 % of the days; " +
        "by interval score they were 7.0 % better than constant volatility's and 1.0 % better than HAR's.",
    );
    expect(words({ ...covering(0.7), relative: better })[1]).toMatch(
      /^Its error bars were too narrow for what came/,
    );
    expect(words({ ...covering(1), relative: better })[1]).toMatch(
      /^Its error bars were wider than they had to be/,
    );
    const worse = { ...better, winklerToConstant: 1.04 };
    expect(words({ ...covering(0.91), relative: worse })[1]).toMatch(
      /^Its error bars keep their word but are no sharper than simple ones: .* 4\.0 % worse than constant volatility's/,
    );
  });
});

describe("trainings that have less to tell", () => {
  test("when the window is too short for HAR, then the forecasters that are there fill the table", async () => {
    const page = await pageOf(reportData({}, { window: 10 }));
    expect(rows(page, "HAR")).toEqual([]);
    expect(rows(page, "constant")).toHaveLength(1);
    expect(rows(page, "model")[1]!.slice(7, 10)).toEqual(["-", "-", "-"]);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test.each([1, 2, 5])(
    "when the test span has about %i days, then the page stands, and says what cannot be drawn",
    async (n) => {
      const files = await renderReport(
        reportData(
          { history: data.metadata.history.slice(0, 1), bestEpoch: 1 },
          { bars: 30 + Math.round(n / 0.15) + 3 },
        ),
      );
      expect(files["report.html"]).toContain(
        "There are too few test days, or none that differ, for autocorrelation",
      );
      expect(files["report.html"]).not.toMatch(/NaN|undefined|Infinity/);
      expect(files["plots/memory.png"]).toBeUndefined();
      expect(files["plots/coverage.png"].length).toBeGreaterThan(1000);
    },
  );

  test("when the symbol has no volume, then nothing is missing", async () => {
    const page = await pageOf(reportData({}, { volume: 0 }));
    expect(rows(page, "HAR-V")).toHaveLength(1);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("when forecasts are far off, then the page says so above all", async () => {
    const bad = await pageOf(reportData({ target: "price" }, { says: (last) => 0.8 * last }));
    expect(bad).toContain("Do not use it to tell where AAPL closes next");
    expect(bad).toContain(
      "The forecast was on average 20.00 % from the last close, and on 63 of 63 days outside the band",
    );
    expect(bad).not.toContain("% is used");
  });
});
