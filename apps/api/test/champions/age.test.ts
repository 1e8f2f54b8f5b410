import { expect, test } from "@jest/globals";
import type { Forecaster } from "@lstm-predict/forecaster";
import { AgeInSessions } from "../../src/champions/age.ts";

const model = (symbol: string, timeZone: string, to: string) =>
  ({ metadata: { symbol, data: { timeZone, to } } }) as Forecaster;

test.each([
  ["AAPL", "America/New_York", "2026-11-25", "2026-11-30T22:00:00Z", 1], // Thanksgiving, half a Friday, a weekend
  ["AAPL", "America/New_York", "2026-11-27", "2026-11-30T22:00:00Z", 0], // Monday is not over
  ["AAPL", "America/New_York", "2026-08-31", "2026-11-30T22:00:00Z", 62],
  ["2222.SR", "Asia/Riyadh", "2026-11-26", "2026-11-30T22:00:00Z", 2], // Sunday is a session; there it is Tuesday
  ["BTC-USD", "UTC", "2026-11-26", "2026-11-30T22:00:00Z", 3],
])(
  "when the last bar of %s in %s is of %s, then at %s it is %d sessions old",
  (symbol, timeZone, to, now, sessions) => {
    expect(new AgeInSessions().of(model(symbol, timeZone, to), new Date(now))).toBe(sessions);
  },
);

test("when a day has passed, then a session more is counted; a model without bars has no age", () => {
  const age = new AgeInSessions();
  const one = model("AAPL", "America/New_York", "2026-11-27");
  const at = (day: string) => age.of(one, new Date(`${day}T18:00:00Z`));
  expect([at("2026-11-30"), at("2026-11-30"), at("2026-12-01"), at("2026-12-02")]).toEqual([0, 0, 1, 2]);
  expect(age.of({ metadata: { imported: {} } } as unknown as Forecaster)).toBeUndefined();
});
