import { expect, test } from "@jest/globals";
import { type Bundle, loadBundle } from "@lstm-predict/artifacts";
import { closes } from "@lstm-predict/bars";
import { Forecaster } from "../src/forecaster.ts";
import { TrackedIntervals } from "../src/tracked-intervals.ts";
import { rowsAt, savedModel } from "./trained.ts";

/** The bundle in a folder, with intervals around the forecast. */
async function centred(dir: string): Promise<Bundle> {
  const bundle = await loadBundle(dir);
  const calibration = { testFrom: "2020-01-01", quantiles: [1, 2, 3, 4], centre: "forecast" as const };
  return { ...bundle, metadata: { ...bundle.metadata, calibration } };
}

test.each([
  ["distribution", false],
  ["return", false],
  ["price", false],
  ["price", true],
] as const)(
  "when TrackedIntervals follow forecasts of a %s model (centred on the forecast: %s), then they equal the error bar after Forecaster.track",
  async (target, isCentred) => {
    const { bundle, series, window } = await savedModel(target);
    const saved = isCentred ? await centred(bundle.dir) : await loadBundle(bundle.dir);
    const [inside, outside] = [Forecaster.fromBundle(saved), Forecaster.fromBundle(saved)];
    const close = closes(series).subarray(window);
    const windows = Array.from({ length: 101 }, (_, at) => rowsAt(series, at, window));
    const tracked = new TrackedIntervals(outside.intervals!);
    const before = outside.forecast(windows[100]!);
    outside.forecastBatch(windows.slice(0, 100)).forEach((forecast, day) => {
      tracked.update(forecast, close[day]!);
    });
    const same = inside.track(windows.slice(0, 100), close);
    const expected = inside.forecast(windows[100]!);
    const followed = tracked.apply(outside.forecast(windows[100]!));

    expect(tracked.tracked).toEqual(same);
    expect(followed.volatility! / expected.volatility!).toBeCloseTo(1, 10);
    for (const level of ["50", "80", "90", "95"] as const) {
      for (const side of [0, 1]) {
        expect(followed.intervals![level][side]! / expected.intervals![level][side]!).toBeCloseTo(1, 10);
      }
    }
    expect(followed.intervals!["90"]).not.toEqual(before.intervals!["90"]);
    expect(outside.forecast(windows[100]!)).toEqual(before);
  },
);

test("when the intervals are centred on the forecast, then only they change, and the volatility stays the price's", async () => {
  const { bundle, series, window } = await savedModel("price");
  const rows = rowsAt(series, 0, window);
  const [plain, around] = [
    await Forecaster.load(bundle.dir),
    Forecaster.fromBundle(await centred(bundle.dir)),
  ];
  const [before, after] = [plain.forecast(rows), around.forecast(rows)];
  expect([after.prediction, after.naive]).toEqual([before.prediction, before.naive]);
  const [lower, upper] = after.intervals!["90"];
  expect(Math.sqrt(lower * upper)).toBeCloseTo(after.prediction, 9);
  around.track([rows], [2 * after.naive]);
  expect(around.forecast(rows).volatility).toBe(after.volatility);
  expect(around.forecast(rows).intervals!["90"][1]).toBeGreaterThan(upper);
});

test("when the model's error bar changes afterwards, then TrackedIntervals do not change", async () => {
  const { bundle, series, window } = await savedModel("return");
  const forecaster = await Forecaster.load(bundle.dir);
  const forecast = forecaster.forecast(rowsAt(series, 0, window));
  const tracked = new TrackedIntervals(forecaster.intervals!);
  forecaster.track([rowsAt(series, 0, window)], [forecast.naive]);
  expect(tracked.apply(forecast).intervals!["90"][1]).toBeCloseTo(forecast.intervals!["90"][1], 9);
});

test("when a model has no error bar, then its forecasts are returned unchanged and not counted", async () => {
  const { bundle, series, window } = await savedModel("return", { intervals: true });
  const plain = await savedModel("return", { intervals: false });
  const { intervals } = await Forecaster.load(bundle.dir);
  const forecast = (await Forecaster.load(plain.bundle.dir)).forecast(rowsAt(series, 0, window));
  const tracked = new TrackedIntervals(intervals!);
  tracked.update(forecast, 100);
  expect(tracked.apply(forecast)).toEqual(forecast);
  expect(tracked.tracked.days).toBe(0);
});
