import { expect, test } from "@jest/globals";
import { formatAge, formatDate, formatTime } from "../../src/wording/dates.ts";

test("when dates are formatted, then as people write them, whatever the zone of the reader", () => {
  expect(formatDate("2026-01-02")).toMatch(/^Friday,? 2 January 2026$/);
  expect(formatTime("2026-11-24T04:05:06.789Z")).toBe("2026-11-24 04:05 UTC");
});

test.each([
  ["2026-11-24T04:05:06Z", "3 days"],
  ["2026-11-26T05:00:00Z", "1 day"],
  ["2026-11-27T05:59:00Z", "6 hours"],
  ["2026-11-27T11:58:30Z", "1 minute"],
  ["2026-11-27T11:59:59Z", "less than a minute"],
  ["2022-01-01T00:00:00Z", "1,791 days"],
  ["2026-11-28T00:00:00Z", "less than a minute"],
])("when something happened at %s, then it is %s old at noon of the 27th", (iso, text) => {
  expect(formatAge(iso, Date.parse("2026-11-27T12:00:00Z"))).toBe(text);
});
