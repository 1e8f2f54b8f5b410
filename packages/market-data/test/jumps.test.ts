import { describe, expect, test } from "@jest/globals";
import { addDays } from "@lstm-predict/bars";
import { clean } from "../src/clean.ts";
import type { RawBar } from "../src/source.ts";

const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay());

/** Moves of a day in percent, in turn: quiet, without a trend. */
const MOVES = [0.7, -1.1, 0.4, 1.6, -0.9, -0.3, 1.2, -1.8, 0.2, 0.1, -0.6, 0.5];

/** 120 weekdays of a quiet stock near 100; each day opens a little off the last close. */
function quietStock(): RawBar[] {
  let [date, close] = ["2024-01-01", 100];
  return Array.from({ length: 120 }, (_, k) => {
    do date = addDays(date, 1);
    while (isWeekend(date));
    const open = close * (1 + ((k % 5) - 2) / 1000);
    close *= 1 + MOVES[k % MOVES.length]! / 100;
    const [high, low] = [Math.max(open, close) * 1.005, Math.min(open, close) * 0.995];
    return { date, open, high, low, close, adjClose: close, volume: 1e6 + 1e5 * (k % 4) };
  });
}

const scaled = (bar: RawBar, factor: number): RawBar => ({
  ...bar,
  open: bar.open! * factor,
  high: bar.high! * factor,
  low: bar.low! * factor,
  close: bar.close! * factor,
  adjClose: bar.adjClose! * factor,
});
/** The stock with prices times `factor` from bar `from` on, to before bar `to`. */
const jumping = (factor: number, from = 60, to = 120) =>
  quietStock().map((bar, k) => (k >= from && k < to ? scaled(bar, factor) : bar));
/** The stock with other values on one day, and all later prices times `factor`. */
const onOneDay = (values: (bar: RawBar) => Partial<RawBar>, factor = 1) =>
  jumping(factor).map((bar, k) => (k === 60 ? { ...bar, ...values(bar) } : bar));
const findings = (rows: RawBar[]) => clean({ rows, notes: [] }).cleaning.findings;
const DAY = quietStock()[60]!.date;

test("when no price jumps, then nothing is found", () => {
  expect(findings(quietStock())).toEqual([]);
});

describe("jumps that stay", () => {
  test.each([
    [188.3, "jump", "about a 1:190 reverse split"],
    [52.5, "jump", "about a 1:53 reverse split"],
    [1 / 40, "jump", "about a 40:1 split"],
    [1 / 12, "jump", "about a 12:1 split"],
    [4.6, "jump", "about a 1:5 reverse split"],
    [100, "jump", "pence and pounds"],
    [1 / 100, "jump", "pence and pounds"],
    [1000, "jump", "fils and dinars"],
    [2 / 3, "splitJump", "3:2 split"],
    [3 / 2, "splitJump", "2:3 reverse split"],
    [2 / 5, "splitJump", "5:2 split"],
    [3 / 4, "splitJump", "4:3 split"],
    [4 / 5, "splitJump", "5:4 split"],
  ])(
    "when all prices are multiplied by %d from a day on, then that day is found, with its factor",
    (factor, kind, cause) => {
      const [found, ...others] = findings(jumping(factor));
      expect(others).toEqual([]);
      expect(found).toMatchObject({ kind, date: DAY });
      expect(found!.message).toContain(cause);
      const move = 1 + MOVES[60 % MOVES.length]! / 100;
      expect(found!.factor! / (factor * move)).toBeCloseTo(1, 3);
      expect(found).not.toHaveProperty("reversedOn");
    },
  );

  test("when only the closes are not adjusted, then the message says so", () => {
    const rows = jumping(1 / 40).map((bar, k) => (k >= 60 ? { ...bar, adjClose: bar.adjClose! * 40 } : bar));
    expect(findings(rows)[0]!.message).toMatch(/; the adjusted close does not jump\.$/);
  });
});

test("when prices jump by 3:2 on the second day, whose volume is twice the first day's, then it is found", () => {
  const rows = jumping(2 / 3, 1).map((bar, k) => (k === 0 ? { ...bar, volume: 4e5 } : bar));
  expect(findings(rows)).toMatchObject([{ kind: "splitJump", date: rows[1]!.date }]);
});

test.each([
  [100, 1],
  [1 / 100, 3],
  [1.5, 1],
  [2.3, 2],
])(
  "when prices are multiplied by %d for %d sessions, then both ends are found, and that it reverses",
  (factor, days) => {
    const rows = jumping(factor, 60, 60 + days);
    const [there, back, ...others] = findings(rows);
    const end = rows[60 + days]!.date;
    expect(others).toEqual([]);
    expect(there).toMatchObject({ date: DAY, reversedOn: end });
    expect(there!.message).toContain(`and back on ${end}`);
    expect(back).toMatchObject({
      date: end,
      message: expect.stringContaining(`takes the jump of ${DAY} back`),
    });
  },
);

test("when a fund without volume jumps by 3:2, or is wrong for a day, then it is found", () => {
  const fund = (rows: RawBar[]) => rows.map((bar) => ({ ...bar, volume: 0 }));
  expect(findings(fund(jumping(2 / 3)))).toMatchObject([{ kind: "splitJump", date: DAY }]);
  expect(findings(fund(jumping(1.7, 60, 61)))).toMatchObject([{ kind: "jump", date: DAY }, { kind: "jump" }]);
});

describe("spikes", () => {
  test.each([
    ["high", 100],
    ["low", 0.01],
    ["high", 1.6],
    ["low", 1 / 1.6],
  ] as const)("when a %s is multiplied by %d, then it is found", (field, factor) => {
    const found = findings(onOneDay((bar) => ({ [field]: bar[field]! * factor })));
    expect(found).toMatchObject([{ kind: "spike", date: DAY }]);
    expect(found[0]!.message).toContain(`The ${field} of ${DAY}`);
    expect(Math.abs(Math.log(found[0]!.factor! / factor))).toBeLessThan(0.02);
  });

  test("when open and high are in another unit, then it is found as well", () => {
    const found = findings(onOneDay(({ open, high }) => ({ open: open! * 100, high: high! * 100 })));
    expect(found).toMatchObject([{ kind: "spike", date: DAY }]);
  });
});

test("when an adjusted close jumps where the close does not, then it is found", () => {
  const rows = quietStock().map((bar, k) => (k < 60 ? { ...bar, adjClose: bar.adjClose! / 4 } : bar));
  expect(findings(rows)).toMatchObject([{ kind: "adjustedClose", date: DAY }]);
  const oneDay = findings(onOneDay(({ adjClose }) => ({ adjClose: adjClose! * 100 })));
  expect(oneDay.map(({ kind }) => kind)).toEqual(["adjustedClose", "adjustedClose"]);
});

describe("moves of the market", () => {
  test.each([-0.7, -0.5, -0.4, -0.264, 0.359, 0.4, 0.7, 1.35])(
    "when news move a price by %d with volume and range, then it is no finding",
    (move) => {
      const rows = onOneDay(
        ({ high, low, volume }) => ({ high: high! * 1.06, low: low! * 0.94, volume: volume! * 12 }),
        1 + move,
      );
      expect(findings(rows)).toEqual([]);
    },
  );

  test.each([-0.7, -0.55, -0.4, -0.264, 0.25, 0.359, 0.4, 0.7])(
    "when a price moves by %d with its usual volume, then it is no finding",
    (move) => {
      expect(findings(jumping(1 + move))).toEqual([]);
    },
  );

  test.each([
    ["news made people trade", ({ volume }: RawBar) => ({ volume: volume! * 4 })],
    ["it came within the day", ({ open, high }: RawBar) => ({ open: open! / 0.8, high: high! / 0.8 })],
    ["the volume is unknown", () => ({ volume: 0 })],
  ])("when a price falls by a fifth and %s, then it is no finding", (_why, values) => {
    expect(findings(onOneDay(values, 0.8))).toEqual([]);
  });

  test("when a price of a few cents moves by a cent, then it is no finding", () => {
    const cents = (price: number | null) => Math.max(1, Math.round(price! - 97)) / 100;
    const rows = quietStock().map((bar) => ({
      ...bar,
      open: cents(bar.open),
      high: cents(bar.high),
      low: cents(bar.low),
      close: cents(bar.close),
      adjClose: cents(bar.close),
    }));
    const moves = rows.slice(1).map(({ close }, k) => close! / rows[k]!.close!);
    expect(Math.min(...moves)).toBe(0.5);
    expect(findings(rows)).toEqual([]);
  });

  test("when a price halves by news and is back on a quiet day, then it is no finding", () => {
    const halved = onOneDay((bar) => ({
      ...scaled(bar, 0.5),
      high: bar.high!,
      volume: bar.volume! * 8,
    }));
    expect(findings(halved)).toEqual([]);
  });

  test("when an index without volume doubles within a day, then it is no finding", () => {
    const rows = quietStock().map((bar, k) => ({ ...scaled(bar, k > 60 ? 2.16 : 1), volume: 0 }));
    const { close, high } = rows[60]!;
    rows[60] = { ...rows[60]!, close: close! * 2.16, adjClose: close! * 2.16, high: high! * 2.9 };
    expect(findings(rows)).toEqual([]);
  });

  test("when a stock doubles and halves all the time, then this is how it moves", () => {
    const rows = quietStock().map((bar, k) => scaled(bar, 2 ** (k % 2)));
    expect(findings(rows)).toEqual([]);
  });

  test("when a price swings through half its value within a day of much trade, then it is no finding", () => {
    const swing = ({ high, low, volume }: RawBar) => ({
      high: high! * 1.8,
      low: low! / 1.8,
      volume: volume! * 6,
    });
    expect(findings(onOneDay(swing))).toEqual([]);
  });
});
