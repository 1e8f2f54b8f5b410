import { expect, test } from "@jest/globals";
import { fetchBars, type TuneEvent, TuningError, tune } from "lstm-predict";
import { useFolder } from "./folder.ts";

const folder = useFolder();
const CONFIG = { window: 25, units: [4], denseUnits: 3, epochs: 1 };
const OPTIONS = {
  trials: 2,
  folds: 2,
  refitEvery: 20,
  testDays: 40,
  space: { units: { choice: [[3], [5]] } },
};

test("when a space is searched, then trials, luck and verdict come back; again, its folds are kept", async () => {
  const bars = await fetchBars({ symbol: "AAPL", source: "sample", start: "2016-06-01" });
  const dir = folder();
  const events: TuneEvent[] = [];
  const first = await tune(bars, CONFIG, { ...OPTIONS, dir, onEvent: (event) => events.push(event) });
  expect(first.trials.map(({ number, config }) => [number, config.units.length])).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
  expect(first.search).toMatchObject({ days: 40, to: bars.bars.at(-41)!.date });
  expect(["winner", "default"]).toContain(first.verdict);
  expect(events.filter(({ type }) => type === "trial")).toHaveLength(3);
  const kept: boolean[] = [];
  const again = await tune(bars, CONFIG, {
    ...OPTIONS,
    dir,
    onEvent: (event) => "stored" in event && kept.push(event.stored),
  });
  expect(again).toEqual(first);
  expect(kept.every(Boolean)).toBe(true);
});

test("when a space has a field that the configuration has not, then the error names it", async () => {
  const bars = await fetchBars({ symbol: "AAPL", source: "sample" });
  const wrong = tune(bars, CONFIG, { space: { layers: { choice: [1] } } });
  await expect(wrong).rejects.toThrow(TuningError);
  await expect(wrong).rejects.toThrow("layers");
});

test.each([
  [{ trials: 0 }, "trials is 0"],
  [{ trials: 1.5 }, "trials is 1.5"],
  [{ folds: 0 }, "folds is 0"],
])("when an option is %j, then the error quotes it", async (options, words) => {
  const bars = await fetchBars({ symbol: "AAPL", source: "sample" });
  const wrong = tune(bars, CONFIG, options);
  await expect(wrong).rejects.toMatchObject({ code: "bad_option", message: expect.stringContaining(words) });
});
