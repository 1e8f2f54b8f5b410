import { expect, test } from "@jest/globals";
import { barList } from "../src/screens/chart/bar-list.ts";
import { heatRows } from "../src/screens/chart/heat-rows.ts";

test("when values have both signs, then bars go both ways, as long as the values", () => {
  const bars = [
    { name: "a", value: 8, text: "+8 %" },
    { name: "long", value: -4, text: "−4 %" },
    { name: "b", value: 0, text: "0 %" },
  ];
  expect(barList(bars, { columns: 29 })).toEqual([
    " a     +8 %          │████████",
    " long  −4 %      ████│",
    " b      0 %          │",
  ]);
  const painted = barList(bars, { columns: 29, paint: (text, sign) => (text ? `<${sign}>` : "") });
  expect(painted.map((line) => line.match(/<-?1>/)?.[0])).toEqual(["<1>", "<-1>", undefined]);
});

test("when all values are 0, or there is little room, then the axis still stands", () => {
  const bars = [{ name: "a", value: 0, text: "0 %" }];
  expect(barList(bars, { columns: 5 })).toEqual([" a  0 %      │"]);
});

test("when a heat map is drawn, then the largest cell is darkest, and signs differ without colours", () => {
  const rows = [
    { name: "open", values: [0, 1, 2, 4], text: "+7" },
    { name: "low", values: [0, -1, -2, -4], text: "−7" },
  ];
  expect(heatRows(rows)).toEqual([" open │ ░▒█│ +7", " low  │ -=#│ −7"]);
});

test("when a heat map has more values than room, then the last ones are summed into the last cell", () => {
  const values = Array.from({ length: 25 }, () => 1);
  const [line] = heatRows([{ name: "a", values, text: "25" }], { columns: 19 });
  // 10 cells of 3 values: the first of 9 cells has one alone.
  expect(line).toBe(" a │▒████████│ 25".replace("▒", "░"));
});
