import { describe, expect, test } from "@jest/globals";
import {
  countSentence,
  matches,
  overviewContent,
  overviewCsv,
  type SortKey,
  sortRows,
} from "../../src/content/overview.ts";
import { overviewOf as allOf, overviewRow } from "../record.ts";

const overviewOf = (...rows: ReturnType<typeof overviewRow>[]) => allOf(rows);

test("when a symbol has a record, then its cells say range, last day, live scores and age", () => {
  const [row] = overviewContent(overviewOf(overviewRow("AAPL")), []);
  expect(row!.cells).toEqual({
    close: "100.00",
    range: "99.00 – 101.00",
    change: "−0.45 %",
    coverage: "90.4 %",
    mase: "0.999",
    age: "2 d",
    alarm: "–",
  });
});

test("when a symbol has too few days, then no score is shown, and it sorts last", () => {
  const few = overviewRow("KO", { days: 3, tooFew: true, alarm: "amber" });
  const rows = overviewContent(overviewOf(few, overviewRow("AAPL", { alarm: "alarm" })), ["MSFT", "AAPL"]);
  expect(rows.map(({ symbol, isServed }) => [symbol, isServed])).toEqual([
    ["AAPL", true],
    ["KO", false],
    ["MSFT", true],
  ]);
  const [, ko, msft] = rows;
  expect([ko!.cells.coverage, ko!.cells.mase, ko!.cells.alarm]).toEqual(["3 d: too few", "–", "watch"]);
  expect([msft!.symbol, msft!.cells.coverage, msft!.cells.range]).toEqual(["MSFT", "–", "–"]);
  for (const order of ["ascending", "descending"] as const)
    expect(sortRows(rows, "coverage", order)[0]!.symbol).toBe("AAPL");
});

describe("sorting", () => {
  const wide = { ...overviewRow("B").latest!, intervals: { "90": [90, 110] as [number, number] }, age: 9 };
  const rows = overviewContent(
    overviewOf(
      overviewRow("A", { mase: 1.2, alarm: "alarm" }),
      overviewRow("B", { latest: wide, mase: 0.9, last: null }),
      overviewRow("C", { mase: null, coverage: { ...overviewRow("C").coverage, share: 0.8 } }),
    ),
    [],
  );
  test.each<[SortKey, string, string]>([
    ["symbol", "ABC", "CBA"],
    ["range", "ACB", "BAC"],
    ["mase", "BAC", "ABC"],
    ["coverage", "CAB", "ABC"],
    ["age", "ACB", "BAC"],
    ["alarm", "BCA", "ABC"],
    ["change", "ACB", "ACB"],
  ])("when %s is chosen, then rows come as %s, and again as %s", (key, ascending, descending) => {
    const names = (order: "ascending" | "descending") =>
      sortRows(rows, key, order)
        .map(({ symbol }) => symbol)
        .join("");
    expect([names("ascending"), names("descending")]).toEqual([ascending, descending]);
  });
});

test("when a reader types, then symbols that contain it stay, and are counted", () => {
  const rows = overviewContent(overviewOf(overviewRow("AAPL"), overviewRow("^GSPC")), []);
  expect(rows.filter((row) => matches(row, " gs")).map(({ symbol }) => symbol)).toEqual(["^GSPC"]);
  expect([countSentence(1, 2), countSentence(2, 2), countSentence(1, 1)]).toEqual([
    "1 of 2 symbols",
    "2 symbols",
    "1 symbol",
  ]);
});

test("when it is downloaded, then numbers are whole, and empty where unknown", () => {
  const csv = overviewCsv(overviewOf(overviewRow("AAPL"), overviewRow("KO", { latest: null, mase: null })));
  expect(csv).toBe(
    [
      "symbol,as_of,date,last_close,prediction,lower90,upper90,days,held90,mase,winkler90,age_days,alarm",
      "AAPL,2025-12-31,2025-12-31,100,100.1,99,101,250,0.904,0.999,8.6,2,none",
      "KO,,,,,,,250,0.904,,8.6,,none",
      "",
    ].join("\n"),
  );
});
