import { describe, expect, test } from "@jest/globals";
import {
  besideTable,
  issuedTable,
  missedSentence,
  promiseBar,
  type RecordContent,
  recordContent,
  scoresTable,
} from "../../src/content/record.ts";
import { liveScores, recordedDay, symbolRecord, testSpan } from "../record.ts";

const contentOf = (...parameters: Parameters<typeof recordContent>) =>
  recordContent(...parameters) as RecordContent;

describe("how often it was right", () => {
  test("when days are on record, then they are counted as issued, without those that are open or late", () => {
    const days = [...symbolRecord().days, recordedDay("2026-01-05", 99.5, { late: true })];
    const content = contentOf(symbolRecord({ days }), testSpan());
    expect(content.source).toBe("record");
    expect(content.lead).toBe(
      "226 of 250 days closed inside the 90 % interval as issued: 90.4 % (95 % interval of that share: 86.1 % to 93.5 %).",
    );
    expect(content.days.map(({ date, held }) => [date, held])).toEqual([
      ["2025-12-30", true],
      ["2025-12-31", false],
    ]);
    expect(content.days[1]).toMatchObject({
      actual: 98 / 100 - 1,
      lower: 99 / 100 - 1,
      upper: 101 / 100 - 1,
    });
    expect(missedSentence(content.days)).toBe("Of the last 2 days these were missed: 2025-12-31.");
    expect(promiseBar(content)).toEqual({
      promised: 0.9,
      held: 0.904,
      labels: { promised: "90 %", held: "90.4 %" },
    });
  });

  test("when there are fewer than 20 days, then it says that they are too few", () => {
    expect(contentOf(symbolRecord({ scores: liveScores(3, 3) }), undefined).lead).toContain(
      "too few days to tell",
    );
  });

  test("when forecasts are over several sessions, then it says over how many", () => {
    const { lead } = contentOf(symbolRecord({ horizon: 5, horizons: [1, 5] }), undefined);
    expect(lead).toMatch(/^226 of 250 forecasts over 5 sessions closed inside the 90 % interval as issued: /);
    const scores = liveScores(60, 66, { tooFew: true });
    const few = contentOf(symbolRecord({ horizon: 5, horizons: [1, 5], scores }), undefined);
    expect(few.lead).toContain("(too few to tell, as they overlap)");
  });

  test("when no day is settled, then the test span stands in, and says so", () => {
    const content = contentOf(symbolRecord({ days: [], scores: liveScores(0, 0) }), testSpan());
    expect(content.source).toBe("test");
    expect(content.lead).toBe(
      "No forecast on record has met its day yet. In the test, 1 of 2 days closed inside their 90 % interval: 50.0 %.",
    );
    expect(missedSentence(content.days)).toContain("2024-01-03");
  });

  test("when the settled days had no intervals, then it says so, and that their errors are on record", () => {
    const record = symbolRecord({ scores: { ...liveScores(0, 0), days: 31 } });
    expect(recordContent(record, undefined)).toEqual({
      missing:
        "No forecast on record that has met its day had an interval. The record below has their errors.",
    });
    expect(contentOf(record, testSpan()).lead).toMatch(
      /^No forecast on record that has met its day had an interval\. In the test, 1 of 2 days/,
    );
  });

  test("when there is neither, then it says what will come", () => {
    expect(recordContent(undefined, undefined)).toEqual({
      missing: expect.stringContaining("met its day yet"),
    });
  });

  const quiet = symbolRecord().monitor.tooWide;
  const alarmed = { ...quiet, alarms: [{ date: "2025-10-01", evidence: 2600 }] };
  test.each([
    ["nothing was seen", quiet, quiet, undefined],
    ["too many were missed", alarmed, quiet, "Alarm of 2025-10-01: the intervals missed more often"],
    ["too few were missed", quiet, alarmed, "Alarm of 2025-10-01: the intervals held more often"],
    ["the evidence grows", { ...quiet, isAmber: true }, quiet, "No alarm yet."],
  ])("when %s, then the monitor says so", (_, tooNarrow, tooWide, warning) => {
    const content = contentOf(symbolRecord({ monitor: { tooNarrow, tooWide } }), undefined);
    if (warning === undefined) expect(content.warning).toBeUndefined();
    else expect(content.warning).toContain(warning);
  });
});

test("when months are listed, then the newest comes first, and those with too few days have no score", () => {
  const rows = symbolRecord().months.map(({ month, scores }) => [month, scores] as [string, typeof scores]);
  expect(scoresTable("By month", "month", rows).rows).toEqual([
    { head: "2025-12", cells: ["22", "90.9 %", "0.9990", "52.0 %", "8.600", "0.960"] },
    { head: "2025-11", cells: ["19", "too few", "–", "–", "–", "–"] },
  ]);
});

test("when other forecasters are on record, then they stand beside the model on the same days", () => {
  const pair = { own: 8.5, other: 8.6 };
  const same = { days: 240, tooFew: false, mase: pair, winkler: pair, crps: pair };
  const { rows } = besideTable({ zeroShot: { ...same, comparison: { statistic: -1.2, p: 0.231 } } });
  expect(rows).toEqual([
    { head: "zero-shot HAR", cells: ["240", "8.600", "8.500", "8.600", "8.500", "0.23"] },
  ]);
});

test("when every forecast is listed, then each says whether it held, or that it is open", () => {
  expect(issuedTable(symbolRecord().days).rows.map(({ head, cells }) => [head, cells[4], cells[5]])).toEqual([
    ["2026-01-02", "open", "–"],
    ["2025-12-31", "98.00 (−2.00 %)", "no"],
    ["2025-12-30", "100.50 (+0.50 %)", "yes"],
  ]);
});
