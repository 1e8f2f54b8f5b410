import { expect, test } from "@jest/globals";
import { closes } from "@lstm-predict/bars";
import { Forecaster } from "../src/forecaster.ts";
import { TrackedIntervals } from "../src/tracked-intervals.ts";
import { rowsAt, savedModel } from "./trained.ts";

test.each(["distribution", "return", "price"] as const)(
  "when TrackedIntervals follow forecasts of a %s model, then they equal the error bar after Forecaster.track",
  async (target) => {
    const { bundle, series, window } = await savedModel(target);
    const [inside, outside] = await Promise.all([Forecaster.load(bundle.dir), Forecaster.load(bundle.dir)]);
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
