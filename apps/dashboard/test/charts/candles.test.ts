import { describe, expect, test } from "@jest/globals";
import { candleData, visibleRange, volumeData } from "../../src/charts/candle-data.ts";
import { fanOf, fanShape } from "../../src/charts/fan.ts";
import { fade } from "../../src/charts/palette.ts";
import { forecast, sessions } from "../responses.ts";
import { COLOURS } from "./palette.ts";

describe("candles and volume", () => {
  const [day] = sessions(1);
  const fallen = { ...day!, open: 103 };
  const level = { ...day!, open: day!.close };

  test("when sessions are drawn, then by date, without volume and adjusted close", () => {
    expect(candleData([day!])).toEqual([{ time: "2025-01-01", open: 99.5, high: 101, low: 98, close: 100 }]);
  });

  test("when the close is not below the open, then the volume is of the rising colour, else of the falling", () => {
    expect(volumeData([day!, fallen, level], COLOURS)).toEqual([
      { time: "2025-01-01", value: 1_000_000, color: "rgba(8, 8, 8, 0.3)" },
      { time: "2025-01-01", value: 1_000_000, color: "rgba(9, 9, 9, 0.3)" },
      { time: "2025-01-01", value: 1_000_000, color: "rgba(8, 8, 8, 0.3)" },
    ]);
  });

  test("when a colour is faded, then it keeps its parts", () => {
    expect(fade("rgb(1, 2, 3)", 0.5)).toBe("rgba(1, 2, 3, 0.5)");
  });
});

describe("the visible range", () => {
  test("when there is no fan, then it ends after the last candle", () => {
    expect(visibleRange(260, 63, 684, false)).toEqual({ from: 196.5, to: 259.5 });
  });

  test("when there is a fan, then it has a slot, and room for what is wider than one", () => {
    // 63 slots on 600 px: 24 px are 2.52 slots.
    const { from, to } = visibleRange(260, 63, 684, true);
    expect(from).toBe(196.5);
    expect(to).toBeCloseTo(259.5 + 1 + 2.52, 9);
  });

  test("when there are fewer sessions than asked for, then it begins before the first", () => {
    expect(visibleRange(10, 22, 684, false).from).toBe(-12.5);
  });
});

describe("the fan", () => {
  test("when a forecast has intervals, then the widest comes first", () => {
    expect(fanOf(forecast())).toEqual({
      prediction: 200.5,
      naive: 200,
      intervals: [
        [194, 207],
        [196, 205],
        [197, 204],
        [199, 202],
      ],
    });
  });

  test("when a level is missing, or all are, then the others are drawn", () => {
    expect(fanOf(forecast({ intervals: { "50": [199, 202], "90": [196, 205] } })).intervals).toEqual([
      [196, 205],
      [199, 202],
    ]);
    const { intervals, ...pointOnly } = forecast();
    expect(fanOf(pointOnly).intervals).toEqual([]);
  });

  test("when it is laid out, then boxes open from the last close, higher prices further up", () => {
    const toY = (price: number) => 1000 - price;
    const shape = fanShape(fanOf(forecast({ intervals: { "90": [196, 205] } })), 500, 8, toY);
    expect(shape).toEqual({
      apex: { x: 492, y: 800 },
      left: 500,
      right: 524,
      boxes: [{ top: 795, bottom: 804 }],
      predictionY: 799.5,
      naiveY: 800,
    });
  });

  test("when a slot is wide, then the boxes are as wide", () => {
    expect(fanShape(fanOf(forecast()), 500, 40, (price) => price).right).toBe(540);
  });
});
