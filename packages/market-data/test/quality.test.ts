import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { addDays } from "@lstm-predict/bars";
import { clean } from "../src/clean.ts";
import { loadBars } from "../src/load-bars.ts";
import type { RawBar } from "../src/source.ts";

const row = (date: string, close: number, values: Partial<RawBar> = {}): RawBar => ({
  date,
  open: close,
  high: close * 1.01,
  low: close * 0.99,
  close,
  adjClose: close,
  volume: 1000,
  ...values,
});
const findings = (...rows: RawBar[]) => clean({ rows, notes: [] }).cleaning.findings;
/** `days` consecutive days from `start`. */
const everyDay = (start: string, days: number) =>
  Array.from({ length: days }, (_, k) => row(addDays(start, k), 100 + k));

describe("gaps", () => {
  test("when more than five weekdays are missing, then the gap is found; five are holidays", () => {
    const friday = row("2024-03-01", 100);
    expect(findings(friday, row("2024-03-11", 101))).toEqual([]);
    expect(findings(friday, row("2024-03-12", 101))).toEqual([
      { kind: "gap", date: "2024-03-12", message: "No bars for 6 weekdays after 2024-03-01." },
    ]);
  });

  test("when a market never closes, then weekends count", () => {
    const before = everyDay("2024-03-01", 14);
    expect(findings(...before, row("2024-03-20", 114))).toEqual([]);
    expect(findings(...before, row("2024-03-21", 114))[0]!.message).toBe(
      "No bars for 6 days after 2024-03-14.",
    );
  });
});

describe("jumps", () => {
  test.each([
    [4, 1 / 4, "4:1 split"],
    [10, (1 / 10) * 1.02, "10:1 split"],
    [20, 20 * 0.99, "1:20 reverse split"],
  ])("when the close jumps as in a split by %d, then it is found", (_ratio, factor, name) => {
    const [found] = findings(row("2024-03-01", 100), row("2024-03-04", 100 * factor));
    expect(found).toMatchObject({ kind: "splitJump", date: "2024-03-04" });
    expect(found!.message).toContain(name);
  });

  // Real moves of META, ORCL, INTC, PETR4.SA, BTC-USD, ^VIX and AMER3.SA.
  test.each([-0.264, 0.359, -0.261, -0.297, -0.372, 1.156, 1.8])(
    "when a real day moved by %d, then it is no finding",
    (move) => {
      expect(findings(row("2024-03-01", 100), row("2024-03-04", 100 * (1 + move)))).toEqual([]);
    },
  );
});

test("when a close lies outside low and high, then it is found; a rounding error is not", () => {
  expect(findings(row("2024-03-01", 100, { high: 99.95 }))).toEqual([]);
  expect(findings(row("2024-03-01", 100, { high: 99 }))).toEqual([
    {
      kind: "outsideRange",
      date: "2024-03-01",
      message: "The open of 2024-03-01, 100, lies outside its low and high, 99 to 99.",
    },
  ]);
});

describe("holiday fillers", () => {
  const filler = row("2024-03-05", 101, { high: 101, low: 101, volume: 0 });

  test("when a traded series has a row without trade at one price, then it is dropped", () => {
    const { bars, cleaning } = clean({ rows: [...everyDay("2024-03-02", 3), filler], notes: [] });
    expect(bars).toHaveLength(3);
    expect(cleaning.dropped.holidayFiller).toBe(1);
    expect(cleaning.notes).toEqual(["Dropped 1 row (no trade, at one price: a holiday): 2024-03-05."]);
  });

  test("when an index has no volume at all, then such a row stays", () => {
    const rows = [...everyDay("2024-03-02", 3).map((bar) => ({ ...bar, volume: 0 })), filler];
    expect(clean({ rows, notes: [] }).bars).toHaveLength(4);
  });
});

test("when there are many findings of a kind, then a note names three and counts the others", () => {
  const rows = Array.from({ length: 6 }, (_, k) => row(addDays("2024-03-04", k), 2 ** (k % 2) * 100));
  const { notes } = clean({ rows, notes: [] }).cleaning;
  expect(notes).toHaveLength(3);
  expect(notes[2]).toMatch(/And 2 more like it\.$/);
});

describe("strict mode", () => {
  async function strictly(lines: string[]) {
    const folder = await mkdtemp(join(tmpdir(), "strict-"));
    try {
      const csv = join(folder, "bars.csv");
      await writeFile(csv, ["Date,Open,High,Low,Close,Volume", ...lines, ""].join("\n"));
      const load = (strict: boolean) => loadBars({ symbol: "TEST", csv, strict });
      const lenient = await load(false);
      return {
        kept: lenient.bars.length,
        error: await load(true).then(
          () => undefined,
          (error) => error,
        ),
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test("when a bar is suspicious, then strict mode refuses what otherwise is a note", async () => {
    const { kept, error } = await strictly(["2024-03-01,10,10,10,10,5", "2024-03-04,5,5,5,5,5"]);
    expect(kept).toBe(2);
    expect(error).toMatchObject({ code: "bad_quality", message: expect.stringContaining("2:1 split") });
  });

  test("when one day is in pence, then strict mode refuses it with the day of the way back", async () => {
    const day = (date: string, close: number) => `${date},${close},${close},${close},${close},5`;
    const { error } = await strictly([
      day("2024-03-01", 10),
      day("2024-03-04", 1010),
      day("2024-03-05", 10.2),
    ]);
    expect(error).toMatchObject({
      code: "bad_quality",
      message: expect.stringContaining("(x101.0), and back on 2024-03-05"),
    });
  });

  test("when a row is defective, then strict mode refuses it; an empty one is passed over", async () => {
    const good = "2024-03-01,10,10,10,10,5";
    const defective = await strictly([good, "2024-03-04,10,9,10,10,5"]);
    expect(defective.error).toMatchObject({ code: "bad_quality" });
    expect((await strictly([good, "2024-03-04,null,null,null,null,null"])).error).toBeUndefined();
  });
});
