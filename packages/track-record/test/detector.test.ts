import { describe, expect, test } from "@jest/globals";
import { ALARM, AMBER, addEvidence, detect, detectFleet, type Hit, withoutOverlap } from "../src/index.ts";
import { weekdays } from "./forecasts.ts";

const days = weekdays("2020-01-01", 3000);
/** Outcomes from text: "h" held, "m" missed. */
const hits = (text: string): Hit[] =>
  [...text].map((letter, k) => ({ date: days[k]!, held: letter === "h" }));

describe("the e-detector", () => {
  test("when intervals hold nine times of ten, then an outcome multiplies the evidence by 1 in the mean", () => {
    for (const suspicion of ["tooNarrow", "tooWide"] as const) {
      const factor = (isHeld: boolean) => addEvidence(9, isHeld, suspicion) / 10;
      expect(0.1 * factor(false) + 0.9 * factor(true)).toBeCloseTo(1, 15);
    }
  });

  test("when outcomes come, then the evidence is that of the recursion", () => {
    expect(detect(hits("m"), "tooNarrow").evidence).toBe(2);
    expect(detect(hits("mm"), "tooNarrow").evidence).toBe(6);
    expect(detect(hits("mmh"), "tooNarrow").evidence).toBeCloseTo((7 * 8) / 9, 12);
    expect(detect(hits("hm"), "tooWide").evidence).toBeCloseTo((1 + 19 / 18) / 2, 12);
    expect(detect([], "tooNarrow")).toEqual({ outcomes: 0, evidence: 0, isAmber: false, alarms: [] });
  });

  test("when every interval misses, then amber comes on the 7th day, the alarm on the 11th, and all begins anew", () => {
    // After k misses the evidence is 2^(k + 1) - 2: 254 is the first of at least 252, 4094 the first of at least 2520.
    expect([AMBER, ALARM]).toEqual([252, 2520]);
    expect(detect(hits("mmmmmm"), "tooNarrow").isAmber).toBe(false);
    expect(detect(hits("mmmmmmm"), "tooNarrow")).toMatchObject({ isAmber: true, alarms: [] });
    const { alarms, evidence, isAmber } = detect(hits("m".repeat(12)), "tooNarrow");
    expect(alarms).toEqual([{ date: days[10], evidence: 4094 }]);
    expect([evidence, isAmber]).toEqual([2, false]);
  });

  test("when every interval holds, then the other detector alone tells", () => {
    expect(detect(hits("h".repeat(3000)), "tooNarrow")).toMatchObject({ alarms: [], isAmber: false });
    expect(detect(hits("h".repeat(100)), "tooWide").alarms).toHaveLength(1);
  });

  test("when one of two symbols misses, then the fleet's evidence is the mean", () => {
    const fleet = new Map([
      ["A", hits("mm")],
      ["B", hits("hh")],
    ]);
    const alone = [..."AB"].map((symbol) => detect(fleet.get(symbol)!, "tooNarrow").evidence);
    expect(detectFleet(fleet, "tooNarrow").evidence).toBeCloseTo((alone[0]! + alone[1]!) / 2, 12);
  });

  test("when a fleet raises an alarm, then all symbols begin anew, and the order of symbols changes nothing", () => {
    const fleet = [
      ["A", hits("m".repeat(14))],
      ["B", hits("h".repeat(14))],
    ] as const;
    const { alarms, evidence } = detectFleet(new Map(fleet), "tooNarrow");
    expect(alarms.map(({ date }) => date)).toEqual([days[11]]);
    expect(evidence).toBeLessThan(8);
    expect(detectFleet(new Map(fleet.toReversed()), "tooNarrow").alarms).toEqual(alarms);
  });

  test("when forecasts of three sessions overlap, then every third stays", () => {
    const three = days.slice(0, 10).map((asOf, k) => ({ asOf, date: days[k + 3]!, held: true }));
    expect(withoutOverlap(three).map(({ asOf }) => asOf)).toEqual([days[0], days[3], days[6], days[9]]);
  });
});
