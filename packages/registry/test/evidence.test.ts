import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { CLOSE, COLUMN_COUNT, type RawSeries, toRawSeries } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";
import { compare, forecastUnseen, Unscorable } from "../src/gate/evidence.ts";

interface Options {
  window: number;
  momentum: number;
  testFrom: string;
  quantiles: number[];
}

/** Closes, two simple forecasters, and what NumPy and pandas find; made by test/reference/make_evidence.py. */
const fixture: {
  dates: string[];
  closes: number[];
  forecasters: Record<"challenger" | "champion", Options>;
  /** By day from `testFrom`: prediction, lower and upper end of the 90 % interval. */
  forecasts: Record<"challenger" | "champion", [number, number, number][]>;
  evidence: ReturnType<typeof compare>;
} = JSON.parse(readFileSync(new URL("fixtures/evidence.json", import.meta.url), "utf8"));

const series = seriesOf(fixture.closes);

function seriesOf(prices: readonly number[]): RawSeries {
  return toRawSeries(
    prices.map((close, k) => ({
      date: fixture.dates[k]!,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1e6,
      adjClose: close,
    })),
  );
}

/** Log returns within a window of rows. */
function returnsOf(rows: ArrayLike<number>): number[] {
  const prices = Array.from(rows).filter((_, k) => k % COLUMN_COUNT === CLOSE);
  return prices.slice(1).map((close, k) => Math.log(close / prices[k]!));
}

/** The fixture's forecaster: momentum, and the mean square of the window's returns as variance. */
function forecaster({ window, momentum, testFrom, quantiles }: Options, metadata: object = {}): Forecaster {
  const variance = (rows: ArrayLike<number>) => {
    const returns = returnsOf(rows);
    return returns.reduce((sum, value) => sum + value ** 2, 0) / returns.length;
  };
  return {
    window,
    metadata: { version: "v1", calibration: { testFrom, quantiles }, ...metadata },
    intervals: {
      volatility: { forecast: ({ rows }: { rows: ArrayLike<number> }) => Math.log(variance(rows)) },
    },
    contextsFrom: () => [],
    decodeBatch: (windows: Float64Array[]) =>
      windows.map((rows) => ({
        price: rows.at(-3)! * Math.exp(momentum * returnsOf(rows).at(-1)!),
        centre: rows.at(-3)!,
        window: { rows },
      })),
  } as unknown as Forecaster;
}

const { challenger, champion } = fixture.forecasters;

describe.each(["challenger", "champion"] as const)("the days that the %s had not seen", (name) => {
  const options = fixture.forecasters[name];
  const days = forecastUnseen(forecaster(options), series);

  test("when they are forecast, then prediction and interval of each are the reference's", () => {
    expect(days.map(({ date }) => date)).toEqual(fixture.dates.filter((date) => date >= options.testFrom));
    days.forEach(({ prediction, intervals }, k) => {
      [prediction, ...intervals["90"]!].forEach((value, of) => {
        expect(value).toBeCloseTo(fixture.forecasts[name][k]![of]!, 8);
      });
    });
  });

  test("when a day is forecast, then neither it nor those after it count", () => {
    for (const cut of [1, 20, 40]) {
      const changed = fixture.closes.map((close, k) =>
        k >= fixture.closes.length - cut ? 3 * close : close,
      );
      const other = forecastUnseen(forecaster(options), seriesOf(changed));
      const upTo = days.length - cut + 1;
      const forecasts = (list: typeof days) =>
        list
          .slice(0, upTo)
          .map(({ date, prediction, naive, intervals }) => [date, prediction, naive, intervals]);
      expect(forecasts(other)).toEqual(forecasts(days));
      if (cut > 1) expect(other[upTo]!.intervals).not.toEqual(days[upTo]!.intervals);
    }
  });
});

describe("both on the days that neither had seen", () => {
  const [ours, theirs] = [challenger, champion].map((bundle) => forecastUnseen(forecaster(bundle), series));

  test("when they are compared, then days, MASE and interval score are the reference's", () => {
    const { from, to, days, challenger, champion } = fixture.evidence;
    const close = ({ mase, winkler }: typeof challenger) => ({
      mase: expect.closeTo(mase, 10),
      winkler: expect.closeTo(winkler, 10),
    });
    const expected = { from, to, days, challenger: close(challenger), champion: close(champion) };
    expect(compare(series, ours!, theirs!)).toEqual(expected);
    expect(compare(series, theirs!, ours!)).toEqual({
      ...expected,
      challenger: expected.champion,
      champion: expected.challenger,
    });
  });

  test("when the forecast without a model has all of their days, then its scores on these are there", () => {
    const days = Math.min(ours!.length, theirs!.length);
    const free = theirs!.slice(-days);
    const compared = compare(series, ours!, theirs!, free);
    expect(compared).toEqual({ ...compare(series, ours!, theirs!), free: compared.champion });
    expect(compare(series, ours!, theirs!, free.slice(1))).not.toHaveProperty("free");
  });

  test("when one of them was trained to the end, then no day is left, and nothing is claimed", () => {
    const none = forecastUnseen(forecaster({ ...challenger, testFrom: "2099-01-01" }), series);
    expect(none).toEqual([]);
    const nothing = { mase: Number.NaN, winkler: Number.NaN };
    const last = fixture.dates.at(-1)!;
    expect(compare(series, none, theirs!)).toEqual({
      from: last,
      to: last,
      days: 0,
      challenger: nothing,
      champion: nothing,
    });
  });
});

test.each([
  ["no error bar", { intervals: undefined }],
  ["an error bar, but not what it was before the test span", { metadata: { version: "v1" } }],
])("when a bundle has %s, then it cannot be scored, and is named", (_name, without) => {
  const lame = { ...forecaster(champion), ...without } as unknown as Forecaster;
  expect(() => forecastUnseen(lame, series)).toThrow(new Unscorable("v1 has no calibrated error bar"));
});
