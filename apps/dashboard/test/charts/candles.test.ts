import { describe, expect, test } from "@jest/globals";
import { candleData, visibleRange, volumeData } from "../../src/charts/candle-data.ts";
import { fanOf, fanShape } from "../../src/charts/fan.ts";
import { fade } from "../../src/charts/palette.ts";
import { COMING, forecast, forecastOfThree, sessions } from "../responses.ts";
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
    expect(visibleRange(260, 63, 684, 0)).toEqual({ from: 196.5, to: 259.5 });
  });

  test("when there is a fan, then it has a slot, and room for what is wider than one", () => {
    // 63 slots on 600 px: 24 px are 2.52 slots.
    const { from, to } = visibleRange(260, 63, 684, 1);
    expect(from).toBe(196.5);
    expect(to).toBeCloseTo(259.5 + 1 + 2.52, 9);
    expect(visibleRange(260, 63, 684, 20).to).toBeCloseTo(259.5 + 20 + 2.52, 9);
  });

  test("when there are fewer sessions than asked for, then it begins before the first", () => {
    expect(visibleRange(10, 22, 684, 0).from).toBe(-12.5);
  });
});

describe("the fan", () => {
  test("when a forecast has intervals, then the widest comes first", () => {
    expect(fanOf(forecast())).toEqual([
      {
        date: "2026-01-05",
        prediction: 200.5,
        naive: 200,
        intervals: [
          [194, 207],
          [196, 205],
          [197, 204],
          [199, 202],
        ],
        range: [196, 205],
        isDrawn: false,
      },
    ]);
  });

  test("when a level is missing, or all are, then the others are drawn", () => {
    const [point] = fanOf(forecast({ intervals: { "50": [199, 202], "90": [196, 205] } }));
    expect(point!.intervals).toEqual([
      [196, 205],
      [199, 202],
    ]);
    const { intervals, ...pointOnly } = forecast();
    expect(fanOf(pointOnly)[0]).toMatchObject({ intervals: [], range: undefined });
  });

  test("when there are later horizons, then it has every session up to the farthest, those between drawn", () => {
    const fan = fanOf(forecastOfThree(), COMING);
    expect(fan.map(({ date }) => date)).toEqual(COMING);
    expect(fan.flatMap(({ isDrawn }, k) => (isDrawn ? [] : [k + 1]))).toEqual([1, 5, 20]);
    expect(fan[4]).toMatchObject({ prediction: 201, range: [195, 205] });
    expect(fan[19]).toMatchObject({ prediction: 201, range: [180, 220] });
    // The tenth: 0.414 of the way from root 5 to root 20.
    const share = (Math.sqrt(10) - Math.sqrt(5)) / (Math.sqrt(20) - Math.sqrt(5));
    expect(fan[9]!.range![1]).toBeCloseTo(205 * (220 / 205) ** share, 9);
    const uppers = fan.map(({ range }) => range![1]);
    expect(uppers).toEqual(uppers.toSorted((a, b) => a - b));
  });

  test("when dates of later sessions are not known, then it ends before", () => {
    expect(fanOf(forecastOfThree(), COMING.slice(0, 7))).toHaveLength(5);
    expect(fanOf(forecastOfThree())).toHaveLength(1);
  });

  test("when it is of one session, then it is a box that opens from the last close, higher prices further up", () => {
    const toY = (price: number) => 1000 - price;
    const shape = fanShape(fanOf(forecast({ intervals: { "90": [196, 205] } })), 500, 8, toY);
    expect(shape).toEqual({
      apex: { x: 492, y: 800 },
      xs: [500, 524],
      bands: [{ tops: [795, 795], bottoms: [804, 804] }],
      predictions: [799.5, 799.5],
    });
  });

  test("when a slot is wide, then the box is as wide", () => {
    expect(fanShape(fanOf(forecast()), 500, 40, (price) => price).xs).toEqual([500, 540]);
  });

  test("when it is of many, then each has its slot", () => {
    const { xs, bands } = fanShape(fanOf(forecastOfThree(), COMING), 500, 8, (price) => price);
    expect([xs.length, xs[0], xs.at(-1)]).toEqual([20, 500, 500 + 19 * 8]);
    expect(bands.map(({ tops }) => tops.at(-1))).toEqual([224, 220, 218, 210]);
  });
});
