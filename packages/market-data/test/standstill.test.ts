import { describe, expect, test } from "@jest/globals";
import { addDays } from "@lstm-predict/bars";
import { clean } from "../src/clean.ts";
import type { RawBar } from "../src/source.ts";

const bar = (k: number, close: number, values: Partial<RawBar> = {}): RawBar => ({
  date: addDays("2024-01-01", k),
  ...{ open: close, high: close * 1.01, low: close * 0.99, close, adjClose: close, volume: 0 },
  ...values,
});
const moving = (days: number) => Array.from({ length: days }, (_, k) => bar(k, 100 + (k % 7)));
const still = (from: number, days: number, close: number, volume = 0) =>
  Array.from({ length: days }, (_, k) => bar(from + k, close, { high: close, low: close, volume }));
const findings = (rows: RawBar[]) => {
  const day = addDays(rows.at(-1)!.date, 1);
  return clean({ rows, notes: [], end: { day, isComplete: true } }).cleaning.findings;
};

describe("a series that stands still at its end", () => {
  test.each([
    ["an index without volume", still(40, 6, 104)],
    ["a stock whose old volume is repeated", still(40, 6, 104, 500)],
    ["a stock that is dead for longer than it traded", still(40, 90, 104)],
  ])("when it is %s, then it is as old as its last move", (_name, tail) => {
    expect(findings([...moving(40), ...tail])).toEqual([
      {
        kind: "oldEnd",
        date: tail.at(-1)!.date,
        message: `The price has stood still since 2024-02-09: ${tail.length} bars repeat 104.`,
      },
    ]);
  });

  test("when it is five days, or like others before, or always, then it is no finding", () => {
    expect(findings([...moving(40), ...still(40, 5, 104)])).toEqual([]);
    expect(
      findings([
        ...still(0, 9, 100),
        ...moving(40).map((row, k) => ({ ...row, date: addDays("2024-01-10", k) })),
        ...still(49, 6, 104),
      ]),
    ).toEqual([]);
    expect(findings(still(0, 100, 1))).toEqual([]);
  });
});
