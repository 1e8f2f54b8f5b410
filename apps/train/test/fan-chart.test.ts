import { describe, expect, test } from "@jest/globals";
import { price } from "@lstm-predict/reports";
import { BrailleCanvas } from "../src/screens/chart/braille.ts";
import { fanChart } from "../src/screens/chart/fan-chart.ts";

describe("braille", () => {
  test("when dots are set, then the characters have them, and dots outside are left out", () => {
    const canvas = new BrailleCanvas(2, 1);
    canvas.set(0, 0);
    canvas.set(3, 3);
    canvas.set(4, 0);
    canvas.set(0, -1);
    expect(canvas.toLines()).toEqual(["\u2801\u2880"]);
  });

  test("when a line falls, then it goes through every column", () => {
    const canvas = new BrailleCanvas(2, 1);
    canvas.line(0, 0, 3, 3);
    expect(canvas.toLines()).toEqual(["\u2811\u2884"]);
  });
});

describe("the fan chart", () => {
  const day = (k: number) => new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10);
  const history = Array.from({ length: 60 }, (_, k) => ({ date: day(k), close: 100 + k }));
  const intervals: Record<"50" | "80" | "90" | "95", [number, number]> = {
    "50": [157, 161],
    "80": [155, 163],
    "90": [153, 165],
    "95": [150, 168],
  };
  const sessions = [{ targetDate: day(60), prediction: 160, intervals }];
  const lines = (data: Parameters<typeof fanChart>[0], options = {}) => fanChart(data, options).split("\n");

  test("when prices rise, then the line does, and the scale ends at the outermost prices", () => {
    const chart = lines({ history, sessions });
    expect(chart).toHaveLength(17);
    expect(chart[0]!.startsWith("168.00 ┤")).toBe(true);
    expect(chart[15]!.startsWith("100.00 ┤")).toBe(true);
    const column = (line: string) => [...line].findIndex((c, k) => k > 7 && c !== "\u2800");
    expect(column(chart[15]!)).toBe(8);
    expect(column(chart[2]!)).toBeGreaterThan(60);
    for (const line of chart) expect(line.length).toBeLessThanOrEqual(80);
    expect(chart[16]).toBe(`${" ".repeat(8)}2024-01-01${" ".repeat(41)}2024-02-29 2024-03-01`);
  });

  test.each([
    [60, 60],
    [44, 44],
    [20, 40],
  ])("when the terminal has %d columns, then no line has more than %d", (columns, most) => {
    const chart = lines({ history, sessions }, { columns });
    expect(Math.max(...chart.map((line) => line.length))).toBe(most);
    expect(chart[16]).toMatch(/^ {8}2024-01-01 +2024-02-29 2024-03-01$/);
  });

  test("when the fan opens, then the wider intervals are the fainter ones", () => {
    const fan = lines({ history, sessions }).map((line) => line.slice(-9));
    const dots = (text: string) =>
      [...text].reduce(
        (sum, c) => sum + (c.codePointAt(0)! - 0x2800).toString(2).replaceAll("0", "").length,
        0,
      );
    const densest = Math.max(...fan.slice(0, 16).map((line) => dots(line.replaceAll("◂", "\u2800"))));
    expect(dots(fan[0]!)).toBeLessThan(densest / 3);
    expect(dots(fan[10]!)).toBe(0);
  });

  test.each([
    [80, 80, 20],
    [44, 44, 12],
  ])(
    "when there are 20 sessions in %d columns, then the fan opens to the last one",
    (columns, most, width) => {
      const month = Array.from({ length: 20 }, (_, k) => ({
        targetDate: day(60 + k),
        prediction: 160,
        intervals: Object.fromEntries(
          (["50", "80", "90", "95"] as const).map((level, l) => {
            const reach = (l + 1) * Math.sqrt(k + 1);
            return [level, [160 - reach, 160 + reach]];
          }),
        ) as typeof intervals,
      }));
      const chart = lines({ history, sessions: month }, { columns });
      expect(Math.max(...chart.map((line) => line.length))).toBe(most);
      expect(chart[16]!.endsWith(` ${day(79)}`)).toBe(true);
      const heights = Array.from({ length: width }, (_, x) =>
        chart
          .slice(0, 16)
          .filter((line) => line.at(line.length - 1 - x - Number(line.endsWith("◂"))) !== "\u2800"),
      ).map(({ length }) => length);
      expect(heights[0]).toBeGreaterThan(2 * heights.at(-1)!);
      // Faint dots are in every second column.
      for (let x = 2; x < width; x++) expect(heights[x]!).toBeLessThanOrEqual(heights[x - 2]!);
    },
  );

  test("when there is a colour, then it is the fan that has it", () => {
    const paint = (text: string) => `<${text}>`;
    for (const line of lines({ history, sessions }, { paint }).slice(0, 16))
      expect(line).toMatch(/<[^<>]{9,10}>$/);
  });

  test("when nothing moved or there are no intervals, then there is a picture all the same", () => {
    const flat = history.map(({ date }) => ({ date, close: 5 }));
    const chart = lines({ history: flat, sessions: [{ targetDate: day(60), prediction: 5 }] });
    expect(chart[0]).toContain("5.0500 ┤");
    expect(chart.filter((line) => line.endsWith("◂"))).toHaveLength(1);
    expect(lines({ history: flat.slice(0, 1), sessions })).toHaveLength(17);
  });
});

test.each([
  [188.589996, "188.59"],
  [1.08734, "1.0873"],
  [0.000123456, "0.00012346"],
  [65432.1, "65432.10"],
])("when a price is %d, then it is written %s", (value, text) => {
  expect(price(value)).toBe(text);
});
