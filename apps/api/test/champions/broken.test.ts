import { expect, test } from "@jest/globals";
import { BrokenChampions } from "../../src/champions/broken.ts";

let now = 0;
const broken = () => new BrokenChampions(() => now);

test("when a version failed, then it waits ten seconds for its next attempt, and other versions do not", () => {
  now = 1_000_000;
  const champions = broken();
  champions.put("AAPL", "v1", "weights.bin changed");
  const waits = (version: string, symbol = "AAPL") => champions.mustWait(symbol, version);
  expect([waits("v1"), waits("v2"), waits("v1", "KO")]).toEqual([true, false, false]);
  now += 9_999;
  expect(waits("v1")).toBe(true);
  now += 1;
  expect(waits("v1")).toBe(false);
});

test("when a version fails again, then its wait begins anew, and only another reason is news", () => {
  now = 0;
  const champions = broken();
  expect(champions.put("AAPL", "v1", "weights.bin changed")).toBe(true);
  now = 10_000;
  expect(champions.put("AAPL", "v1", "weights.bin changed")).toBe(false);
  expect(champions.mustWait("AAPL", "v1")).toBe(true);
  expect(champions.put("AAPL", "v1", "weights.bin is missing")).toBe(true);
  expect(champions.reasonOf("AAPL")).toBe("weights.bin is missing");
});

test("when champion.json itself cannot be read, then no version has to wait", () => {
  const champions = broken();
  champions.put("AAPL", undefined, "champion.json is damaged");
  expect(champions.mustWait("AAPL", "v1")).toBe(false);
  expect([champions.has("AAPL"), champions.symbols]).toEqual([true, ["AAPL"]]);
  champions.delete("AAPL");
  expect([champions.has("AAPL"), champions.reasonOf("AAPL")]).toEqual([false, undefined]);
});
