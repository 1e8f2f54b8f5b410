import { describe, expect, test } from "@jest/globals";
import { LEVELS } from "@lstm-predict/forecasts";
import { constantVolatility } from "../src/constant.ts";
import { VolatilityError } from "../src/errors.ts";
import { ewmaRange } from "../src/ewma.ts";
import { garch } from "../src/garch.ts";
import { PooledVolatility } from "../src/horizons/pooled-volatility.ts";
import { TermBars } from "../src/horizons/term-bars.ts";
import { IntervalForecaster } from "../src/interval-forecaster.ts";
import { harVolume } from "../src/linear.ts";
import { meanOf } from "../src/mean.ts";
import { fitPooled, pooledModelFromJSON } from "../src/pooled.ts";
import { OWN_BARS, SPY_MARKET } from "../src/pooled-models.ts";
import { QuantileTracker } from "../src/quantile-tracker.ts";
import { volatilityFromJSON } from "../src/volatility-state.ts";
import { rows } from "./fixture.ts";

const span = { rows: rows[0] };
const volatility = meanOf(
  meanOf(harVolume.fit(span), garch.fit(span)),
  meanOf(ewmaRange.fit(span), constantVolatility.fit(span)),
);
const state = JSON.parse(JSON.stringify(IntervalForecaster.calibrate(volatility, span, { from: 600 })));

/** Paths of every field below a value. */
function paths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [path, ...keys.flatMap((key) => paths(value[key as keyof typeof value], [...path, key]))];
}

/** A copy of `value` with the field at `path` replaced, or left out. */
function damaged(value: unknown, path: (string | number)[], replacement: unknown): unknown {
  if (path.length === 0) return replacement;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  let owner = copy;
  for (const key of path.slice(0, -1)) owner = owner[key] as Record<string | number, unknown>;
  owner[path.at(-1)!] = replacement;
  return JSON.parse(JSON.stringify(copy));
}

const WRONG = [undefined, null, "x", Number.NaN, [], {}, true];

describe.each([
  ["an interval forecaster", state, (value: unknown) => IntervalForecaster.fromJSON(value)],
  ["a pooled model", SPY_MARKET, (value: unknown) => pooledModelFromJSON(value)],
] as const)("the state of %s", (_, whole, read) => {
  test("when no field is damaged, then it is read", () => {
    expect(JSON.parse(JSON.stringify(read(whole)))).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  test("when a field is missing or has another type, then it is refused as bad_state", () => {
    for (const path of paths(whole)) {
      for (const wrong of WRONG) {
        // Some texts and nulls are legal where they stand.
        const key = path.at(-1);
        if (wrong === "x" && ["name", "market", "fittedOn"].includes(`${key}`)) continue;
        let error: unknown;
        try {
          read(damaged(whole, path, wrong));
        } catch (caught) {
          error = caught;
        }
        expect([path.join("."), wrong, error]).toEqual([path.join("."), wrong, expect.any(VolatilityError)]);
        expect((error as VolatilityError).code).toBe("bad_state");
      }
    }
  });
});

test.each<[unknown, string]>([
  [damaged(state, ["version"], 3), "interval.version is 3: expected 1 or 2"],
  [
    damaged(state, ["tracker", "levels", 1], 0.4),
    "tracker.levels[1] is 0.4: expected a number between 0.5 and 1",
  ],
  [damaged(state, ["tracker", "quantiles", 0], -1), "tracker.quantiles[0] is -1"],
  [damaged(state, ["tracker", "quantiles", 3], 0.001), "tracker.quantiles[3] is 0.001"],
  [damaged(state, ["tracker", "eta"], 2), "tracker.eta is 2: expected a number between 0 and 1"],
])("when a number is out of bounds, then the error names the field", (value, message) => {
  expect(() => IntervalForecaster.fromJSON(value)).toThrow(message);
});

const pooled = new PooledVolatility();
const bars = TermBars.zeroShot(pooled);
const tracker = new QuantileTracker(LEVELS, pooled.quantiles[0]!);
const mixed = [{ horizon: 7, weight: 0.2, tracker: new QuantileTracker(LEVELS, [1, 2, 3, 4]) }];
const withNetwork = JSON.parse(
  JSON.stringify(
    new IntervalForecaster(pooled, tracker, new TermBars(pooled, bars.trackers, bars.centre, { mixed })),
  ),
);

test("when a network has a part at a later horizon, then the state has it, and reads as it was written", () => {
  expect(withNetwork.mixed[0]).toMatchObject({ horizon: 7, weight: 0.2 });
  expect(JSON.parse(JSON.stringify(IntervalForecaster.fromJSON(withNetwork)))).toEqual(withNetwork);
});

test.each<[(string | number)[], unknown, string]>([
  [["mixed"], {}, "mixed is {}: expected an array"],
  [["mixed", 0, "horizon"], 1, "mixed[0].horizon is 1: expected a whole number from 2 to 20"],
  [["mixed", 0, "horizon"], 2.5, "mixed[0].horizon is 2.5: expected a whole number from 2 to 20"],
  [["mixed", 0, "weight"], 1.5, "mixed[0].weight is 1.5: expected a number between 0 and 1"],
  [["mixed", 0, "tracker", "eta"], 2, "mixed[0].tracker.eta is 2: expected a number between 0 and 1"],
])("when %j of such a state is %j, then the error names the field", (path, value, message) => {
  expect(() => IntervalForecaster.fromJSON(damaged(withNetwork, path, value))).toThrow(message);
});

test("when means are nested without end, then the state is refused", () => {
  let nested: unknown = { kind: "constant", logVariance: -9 };
  for (let depth = 0; depth < 20; depth++)
    nested = { kind: "mean", of: [nested, { kind: "constant", logVariance: -9 }] };
  expect(() => volatilityFromJSON(nested)).toThrow("expected two forecasters");
});

describe("a fitted pooled model", () => {
  test("when it is stored and read, then it is equal, with ascending quantiles", () => {
    const model = fitPooled([span, { rows: rows[1] }], { fittedOn: "two made-up symbols" });
    expect(pooledModelFromJSON(JSON.parse(JSON.stringify(model)))).toEqual(model);
    expect(model.quantiles).toEqual(model.quantiles.toSorted((a, b) => a - b));
    expect(model.provenance.fittedOn).toBe("two made-up symbols");
    expect(pooledModelFromJSON(OWN_BARS)).toEqual(OWN_BARS);
  });

  test("when a market is named but the spans have none, then the error says so", () => {
    expect(() => fitPooled([span], { fittedOn: "one", market: "SPY" })).toThrow(
      expect.objectContaining({ code: "missing_market" }),
    );
  });
});
