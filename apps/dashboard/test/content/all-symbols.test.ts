import { expect, test } from "@jest/globals";
import { allSymbolsContent } from "../../src/content/all-symbols.ts";
import { overviewOf, overviewRow } from "../record.ts";

const two = [overviewRow("AAPL"), overviewRow("KO")];

test("when symbols have enough days, then they are scored together, beside other forecasters", () => {
  const { lead, monitor, reach, state, tables } = allSymbolsContent(overviewOf(two))!;
  expect(lead).toBe(
    "All 2 symbols with enough days together: their 90 % intervals held on 90.4 % of the days (86.1 % to 93.5 %), MASE 0.999, direction 52.0 % (86.1 % to 93.5 %).",
  );
  expect(monitor).toBe("Monitor of all symbols together: no alarm, since 2025-01-03.");
  expect(reach).toMatch(/^It sees .* one false alarm in 2,520 sessions\. It cannot see /);
  expect(state).toBe("none");
  const [beside, coverage] = tables;
  expect(beside!.rows).toEqual([
    { head: "naive", cells: ["2", "0.999", "–", "–", "1 of 2"] },
    { head: "zero-shot HAR", cells: ["2", "0.998", "0.985", "0.990", "2 of 2"] },
    { head: "HAR", cells: ["2", "0.998", "0.985", "0.990", "2 of 2"] },
  ]);
  expect(coverage!.rows).toEqual([{ head: "90 %", cells: ["90.4 %", "86.1 %", "93.5 %"], strong: true }]);
});

test("when there are too few days, then it says so, and the monitor speaks all the same", () => {
  const overview = overviewOf(two);
  const pooled = { ...overview.pooled, tooFew: true, sessions: 7 };
  const fleet = { ...overview.fleet, state: "alarm" as const, since: "2025-06-02" };
  const { lead, monitor, tables } = allSymbolsContent({ ...overview, pooled, fleet })!;
  expect(lead).toContain("too few days to tell. A symbol needs 20 settled days; 7 is the most");
  expect(monitor).toContain(
    "alarm, the 90 % intervals miss more, or less, often than they promise, since 2025-06-02.",
  );
  expect(tables).toEqual([]);
});

test("when there is one symbol, or no settled day, then there are no words on all of them", () => {
  expect(allSymbolsContent(overviewOf(two.slice(1)))).toBeUndefined();
  const overview = overviewOf(two);
  expect(allSymbolsContent({ ...overview, fleet: { ...overview.fleet, since: null } })).toBeUndefined();
});
