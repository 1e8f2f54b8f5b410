import { describe, expect, test } from "@jest/globals";
import { clean } from "../src/clean.ts";
import type { RawBar } from "../src/source.ts";

const row = (date: string, values: Partial<RawBar> = {}): RawBar => ({
  date,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  volume: 1000,
  adjClose: 10.5,
  ...values,
});
const cleanRows = (...rows: RawBar[]) => clean({ rows, notes: [] });

describe("clean", () => {
  test("when rows are sound, then they stay as they are, without a note", () => {
    const rows = [row("2024-01-02"), row("2024-01-03", { volume: 0 })];
    const { bars, cleaning } = cleanRows(...rows);
    expect(bars).toEqual(rows);
    expect(cleaning.notes).toEqual([]);
  });

  test("when rows are out of order, then they are sorted, with a note", () => {
    const { bars, cleaning } = cleanRows(row("2024-01-04"), row("2024-01-02"), row("2024-01-03"));
    expect(bars.map(({ date }) => date)).toEqual(["2024-01-02", "2024-01-03", "2024-01-04"]);
    expect(cleaning.notes).toEqual(["Rows were not in date order and have been sorted."]);
  });

  test.each([
    ["nullClose", { close: null, open: null }],
    ["missingValue", { volume: null }],
    ["badPrice", { open: 0 }],
    ["badPrice", { high: Number.POSITIVE_INFINITY }],
    ["badVolume", { volume: -1 }],
    ["highBelowLow", { high: 8 }],
  ] as const)("when a row has a defect, then it is dropped as %s", (reason, values) => {
    const { bars, cleaning } = cleanRows(row("2024-01-02"), row("2024-01-03", values));
    expect(bars.map(({ date }) => date)).toEqual(["2024-01-02"]);
    expect(cleaning).toMatchObject({ received: 2, kept: 1, dropped: { [reason]: 1 } });
    expect(cleaning.notes).toHaveLength(1);
    expect(cleaning.notes[0]).toContain("2024-01-03");
  });

  test("when an empty row follows a sound one of the same day, then the sound one stays", () => {
    const { bars, cleaning } = cleanRows(row("2024-01-02"), row("2024-01-02", { close: null }));
    expect(bars).toEqual([row("2024-01-02")]);
    expect(cleaning.dropped).toMatchObject({ nullClose: 1, duplicate: 0 });
  });

  test("when many rows go, then a note names three days and counts the others", () => {
    const days = ["02", "03", "04", "05", "08"].map((day) => row(`2024-01-${day}`, { close: null }));
    expect(cleanRows(...days).cleaning.notes).toEqual([
      "Dropped 5 rows (no close): 2024-01-02, 2024-01-03, 2024-01-04 and 2 more.",
    ]);
  });
});

describe("adjusted closes", () => {
  test("when they are negative or missing, then the close stands in at the next usable day's ratio", () => {
    const { bars, cleaning } = cleanRows(
      row("2024-01-02", { adjClose: -37 }),
      row("2024-01-03", { adjClose: null }),
      row("2024-01-04", { adjClose: 5.5 }),
      row("2024-01-05", { adjClose: 0 }),
    );
    expect(bars.map(({ adjClose }) => adjClose)).toEqual([5.5, 5.5, 5.5, 5.5]);
    expect(cleaning).toMatchObject({ received: 4, kept: 4, replaced: 3 });
    expect(cleaning.findings).toEqual([
      {
        kind: "adjustedClose",
        date: "2024-01-02",
        message:
          "The adjusted close is not a positive number on 3 days, first on 2024-01-02 (-37): the close, scaled like the next usable day's, stands in.",
      },
    ]);
  });

  test("when none is usable, then the close stands in", () => {
    const { bars } = cleanRows(row("2024-01-02", { adjClose: -1 }), row("2024-01-03", { adjClose: -2 }));
    expect(bars.map(({ adjClose }) => adjClose)).toEqual([11, 11]);
  });
});
