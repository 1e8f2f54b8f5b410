import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { addDays, calendarOf } from "@lstm-predict/bars";
import { toRawBars } from "../src/chart-rows.ts";
import { clean } from "../src/clean.ts";
import { loadBars } from "../src/load-bars.ts";
import type { LoadOptions } from "../src/request.ts";
import type { RawBar } from "../src/source.ts";
import { answering, chartAnswer } from "./chart-answer.ts";

const row = (date: string, close = 100, volume = 1000): RawBar => ({
  date,
  ...{ open: close, high: close, low: close, close, adjClose: close, volume },
});

/** Rows on the sessions of a symbol, from `start` to `end`, without those from `without[0]` to `without[1]`. */
function sessions(
  symbol: string,
  start: string,
  end: string,
  without: [string, string] = ["", ""],
): RawBar[] {
  const calendar = calendarOf({ symbol, timeZone: "unspecified", bars: [] });
  const rows: RawBar[] = [];
  for (let day = start; day <= end; day = addDays(day, 1)) {
    const isMissing = day >= without[0] && day <= without[1];
    if (calendar.isSession(day) && !isMissing) rows.push(row(day, 100 + (rows.length % 7)));
  }
  return rows;
}

const findings = (symbol: string, rows: RawBar[]) => clean({ rows, notes: [], symbol }).cleaning.findings;

describe("gaps by the calendar of the exchange", () => {
  test.each([
    ["600519.SS", "2024-01-02", "2026-06-11", "Spring Festival and National Day"],
    ["2222.SR", "2023-01-02", "2026-06-11", "Eid"],
    ["2330.TW", "2024-01-02", "2026-06-11", "Lunar New Year"],
    ["THYAO.IS", "2023-01-02", "2026-06-11", "Kurban Bayrami"],
  ])("when %s has all its sessions, then there is no gap (%s to %s: %s)", (symbol, start, end) => {
    expect(findings(symbol, sessions(symbol, start, end))).toEqual([]);
    // The same bars in a file whose name tells nothing.
    expect(findings("MINE", sessions(symbol, start, end))).toEqual([]);
  });

  test.each([
    ["600519.SS", "2025-01-20", "2025-02-06", "No bars for 8 sessions after 2025-01-17."],
    ["2222.SR", "2025-05-04", "2025-05-11", "No bars for 6 sessions after 2025-05-01."],
    ["AAPL", "2025-06-27", "2025-07-07", "No bars for 6 sessions after 2025-06-26."],
  ])("when %s lacks the sessions from %s to %s, then they are counted", (symbol, from, to, message) => {
    const found = findings(symbol, sessions(symbol, "2024-06-03", "2025-12-30", [from, to]));
    expect(found).toMatchObject([{ kind: "gap", message }]);
  });

  test("when five sessions in a row are missing, then it is no finding", () => {
    const rows = sessions("AAPL", "2024-06-03", "2025-12-30", ["2025-06-27", "2025-07-03"]);
    expect(findings("AAPL", rows)).toEqual([]);
  });

  test("when holidays are not on record, then two weeks without bars may be one", () => {
    const rows = (without: [string, string]) =>
      sessions("2222.SR", "2024-01-02", "2024-12-30", without).filter(({ date }) => date !== "2024-02-22");
    expect(findings("QNBK.QA", rows(["2024-04-04", "2024-04-16"]))).toEqual([]);
    expect(findings("QNBK.QA", rows(["2024-07-21", "2024-08-04"]))).toMatchObject([
      { kind: "gap", message: "No bars for 11 weekdays after 2024-07-18." },
    ]);
  });
});

describe("the age of the last bar", () => {
  const now = (day: string) => () => new Date(`${day}T12:00:00Z`);
  const download = (day: string, options: Partial<LoadOptions> = {}) => {
    const traded = sessions("COPEC.SN", "2026-05-04", "2026-07-17");
    // Yahoo repeats the last close, as if every day were a holiday.
    const frozen = Array.from({ length: 20 }, (_, k) => row(addDays("2026-07-20", k), 11, 0));
    const rows = [...traded, ...frozen].map(({ date, ...rest }) => ({ at: `${date}T14:00:00Z`, ...rest }));
    const { fetch } = answering(chartAnswer({ zone: "America/Santiago", rows }));
    return loadBars({ symbol: "COPEC.SN", source: "yahoo", fetch, now: now(day), ...options });
  };
  const MESSAGE = "No trade since 2026-07-17: 92 sessions without a bar.";

  test("when Yahoo's bars end months ago, then a finding and a warning say so, and strict mode refuses", async () => {
    const { cleaning, warning } = await download("2026-11-27");
    expect(cleaning.findings).toEqual([{ kind: "oldEnd", date: "2026-07-17", message: MESSAGE }]);
    expect(warning).toBe(MESSAGE);
    await expect(download("2026-11-27", { strict: true })).rejects.toMatchObject({
      code: "bad_quality",
      message: expect.stringContaining(MESSAGE),
    });
  });

  test("when cached bars are used alone, then they are old because nobody asked", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "age-"));
    try {
      await download("2026-07-18", { dataDir });
      const { warning } = await download("2026-11-27", { dataDir, cache: "offline" });
      expect(warning).toBe("The cached bars end on 2026-07-17, 92 sessions ago.");
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  test("when they end some days ago, or at the end that was asked for, then they are not old", async () => {
    for (const series of [
      await download("2026-07-25"),
      await download("2026-11-27", { end: "2026-07-24" }),
    ]) {
      expect(series.cleaning.findings).toEqual([]);
      expect(series).not.toHaveProperty("warning");
    }
  });

  test("when a file ends years ago, then it is history; when trade stops before its last row, it is refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "age-"));
    try {
      const csv = join(folder, "bars.csv");
      const load = async (...lines: string[]) => {
        await writeFile(csv, ["Date,Open,High,Low,Close,Volume", ...lines, ""].join("\n"));
        return await loadBars({ symbol: "COPEC.SN", csv, strict: true });
      };
      const traded = ["2020-03-02,10,11,10,10,5", "2020-03-03,10,11,10,11,5"];
      expect((await load(...traded)).bars).toHaveLength(2);
      const frozen = [4, 5, 6, 9, 10, 11].map(
        (day) => `2020-03-${String(day).padStart(2, "0")},11,11,11,11,0`,
      );
      // Most rows must have a volume, or a missing one would mean nothing.
      const before = Array.from({ length: 8 }, (_, k) => `2020-02-${10 + k},10,11,10,10,5`);
      await expect(load(...before, ...traded, ...frozen)).rejects.toMatchObject({
        message: expect.stringContaining("No trade since 2020-03-03: 6 sessions without a bar."),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test("when the session of a Thursday is over in Riyadh, then Yahoo may have the next bar on Sunday", () => {
  const start = new Date("2026-11-26T07:00:00Z");
  const end = new Date("2026-11-26T12:00:00Z");
  const meta = {
    symbol: "2222.SR",
    exchangeTimezoneName: "Asia/Riyadh",
    currentTradingPeriod: { regular: { start, end } },
  };
  const columns = { open: [1], high: [1], low: [1], close: [1], volume: [1] };
  const answer = { meta, timestamp: [start.getTime() / 1000], indicators: { quote: [columns] } };
  const raw = toRawBars(answer as never, new Date("2026-11-26T15:00:00Z"));
  expect(raw).toMatchObject({ through: "2026-11-26", nextBarAt: new Date("2026-11-29T07:00:00Z") });
});
