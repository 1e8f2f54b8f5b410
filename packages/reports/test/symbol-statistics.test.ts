import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadBars } from "@lstm-predict/market-data";
import {
  autocorrelation,
  drawdowns,
  monthlyReturns,
  sessionsPerYear,
  totalReturn,
  underwaterCurve,
} from "@lstm-predict/metrics";
import fc from "fast-check";
import { thin } from "../src/kit/thin.ts";
import type { Statistics } from "../src/symbol/statistics/describe-series.ts";
import { explore } from "../src/symbol/statistics/explore.ts";

/** The same structure, dates and counts; numbers to nine digits. */
function expectClose(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === "number") {
    const error = Math.abs((actual as number) - expected);
    if (!(error <= 1e-9 * Math.max(1e-3, Math.abs(expected))))
      expect({ [path]: actual }).toEqual({ [path]: expected });
  } else if (expected !== null && typeof expected === "object") {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else expect({ [path]: actual }).toEqual({ [path]: expected });
}

describe("the sample of AAPL against pandas, scipy and statsmodels", () => {
  let statistics: Statistics;
  // biome-ignore lint/suspicious/noExplicitAny: the test is what checks its shape
  let golden: any;
  beforeAll(async () => {
    ({ statistics } = await explore(await loadBars({ symbol: "AAPL", source: "sample" })));
    golden = JSON.parse(await readFile(new URL("fixtures/explore.json", import.meta.url), "utf8"));
  });

  test.each(["returns", "volatility", "monthly", "summary"] as const)(
    "when %s is computed, then it is theirs",
    (name) => expectClose(statistics[name], golden[name], name),
  );

  test("when drawdowns are found, then they are the spans between two days at the maximum", () => {
    const { count, deepest } = statistics.drawdowns;
    expectClose({ count, deepest }, golden.drawdowns, "drawdowns");
  });

  test("when values are correlated with earlier ones, then the correlogram and its band are theirs", () => {
    const { returns, squaredReturns } = statistics.autocorrelation;
    const { band } = golden.autocorrelation;
    for (const [name, found] of Object.entries({ returns, squaredReturns })) {
      const values = golden.autocorrelation[name] as number[];
      expectClose(found, { band, values, outside: values.filter((v) => Math.abs(v) > band).length }, name);
    }
  });
});

const DAYS = Array.from({ length: 400 }, (_, k) =>
  new Date(Date.UTC(2023, 10, 20 + k)).toISOString().slice(0, 10),
);
const prices = fc
  .array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { minLength: 2, maxLength: DAYS.length })
  .map((values) => Float64Array.from(values));

describe("whatever the prices", () => {
  test("then a drawdown is negative, the deepest is the curve's minimum, and none overlap", () => {
    fc.assert(
      fc.property(prices, (p) => {
        const curve = underwaterCurve(p);
        const found = drawdowns(DAYS, p);
        expect(curve.every((depth) => depth <= 0)).toBe(true);
        expect(Math.min(0, ...found.map(({ depth }) => depth))).toBe(Math.min(...curve) + 0);
        for (const [k, { peak, trough, recovery, depth }] of found.entries()) {
          expect(depth).toBeLessThan(0);
          expect(peak < trough && (recovery === null || trough < recovery)).toBe(true);
          if (k > 0) expect(found[k - 1]!.recovery! <= peak).toBe(true);
        }
      }),
    );
  });

  test("then months compound to their year's total, and years to the return of the whole span", () => {
    fc.assert(
      fc.property(prices, (p) => {
        const years = monthlyReturns(DAYS.slice(0, p.length), p);
        const compound = (values: (number | null)[]) =>
          values.reduce((product: number, value) => product * (1 + (value ?? 0)), 1);
        const all = compound(years.map(({ total }) => total));
        expect(all / (1 + totalReturn(p))).toBeCloseTo(1, 6);
        for (const { months, total } of years) expect(compound(months) / (1 + total)).toBeCloseTo(1, 6);
      }),
    );
  });

  test("then a thinned line keeps its ends and its extremes, in order, with four points a pixel at most", () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 60 }), (p, pixels) => {
        const kept = thin(p, pixels);
        const values = kept.map((t) => p[t]!);
        expect(kept.length).toBeLessThanOrEqual(4 * pixels);
        expect([kept[0], kept.at(-1)]).toEqual([0, p.length - 1]);
        expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...p), Math.max(...p)]);
        expect(kept).toEqual(kept.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("edges", () => {
  test("when prices only rise, then there is no drawdown; when they end below, then it is open", () => {
    expect(drawdowns(DAYS, Float64Array.of(1, 2, 3))).toEqual([]);
    expect(drawdowns(DAYS, Float64Array.of(4, 2, 3))).toEqual([
      { peak: DAYS[0], trough: DAYS[1], recovery: null, depth: -0.5, sessions: 2 },
    ]);
  });

  test("when signs alternate, then neighbours correlate negatively and every other day positively", () => {
    const { values, outside } = autocorrelation(
      Float64Array.from({ length: 100 }, (_, t) => (-1) ** t),
      2,
    )!;
    expect([values, outside]).toEqual([[-0.99, 0.98], 2]);
  });

  test("when values are too few or all equal, then there is no autocorrelation", () => {
    expect(autocorrelation(Float64Array.of(1, 2, 3), 2)).toBeNull();
    expect(autocorrelation(new Float64Array(100).fill(0.1), 2)).toBeNull();
  });

  test("when weekends are traded, then a year has 365 sessions instead of 252", () => {
    expect(sessionsPerYear(DAYS)).toBe(365);
    expect(sessionsPerYear(DAYS.filter((day) => ![0, 6].includes(new Date(day).getUTCDay())))).toBe(252);
  });
});
