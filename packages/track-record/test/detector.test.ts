import { describe, expect, test } from "@jest/globals";
import {
  ALARM,
  AMBER,
  addEvidence,
  detect,
  detectFleet,
  fleetSessions,
  type Hit,
  monitorFleet,
  withoutOverlap,
} from "../src/index.ts";
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

  const sessionsOf = (outcomes: number, missed: readonly number[]) =>
    missed.map((ofDay, k) => ({ date: days[k]!, outcomes, missed: ofDay }));

  test("when one of two symbols misses, then the fleet's evidence is the mean of both", () => {
    const alone = ["m", "h"].map((text) => detect(hits(text), "tooNarrow").evidence);
    const { evidence, outcomes } = detectFleet(sessionsOf(2, [1]), "tooNarrow");
    expect(evidence).toBeCloseTo((alone[0]! + alone[1]!) / 2, 12);
    expect(outcomes).toBe(2);
    expect(detectFleet(sessionsOf(2, [1, 1]), "tooNarrow").evidence).toBeCloseTo(
      (1 + evidence) * evidence,
      12,
    );
  });

  test("when the intervals of all symbols hold nine times of ten, then a session multiplies by 1 in the mean", () => {
    // All at once, or each by itself: the share that is missed is .1 in the mean.
    for (const suspicion of ["tooNarrow", "tooWide"] as const) {
      const after = (missed: number) => detectFleet(sessionsOf(10, [missed]), suspicion).evidence;
      expect(0.1 * after(10) + 0.9 * after(0)).toBeCloseTo(1, 12);
      expect(after(1)).toBeCloseTo(1, 12);
    }
  });

  test("when all symbols miss together, then the fleet's alarm comes as one symbol's does, and all begins anew", () => {
    const fleet = monitorFleet(
      sessionsOf(
        500,
        Array.from({ length: 12 }, () => 500),
      ),
    );
    expect(fleet.tooNarrow).toMatchObject({
      outcomes: 6000,
      evidence: 2,
      alarms: [{ date: days[10], evidence: 4094 }],
    });
    expect(fleet).toMatchObject({ state: "alarm", since: days[10], sessions: 12 });
  });

  test("when evidence grows, and an alarm is raised, then the state says so, and since when, for 20 sessions", () => {
    const state = (text: string) => {
      const { state, since } = monitorFleet(
        sessionsOf(
          1,
          [...text].map((letter) => (letter === "m" ? 1 : 0)),
        ),
      );
      return [state, since];
    };
    expect(state("")).toEqual(["none", null]);
    expect(state("hm")).toEqual(["none", days[0]]);
    expect(state("mmmmmmmm")).toEqual(["amber", days[6]]);
    expect(state(`${"m".repeat(11)}${"h".repeat(19)}`)).toEqual(["alarm", days[10]]);
    expect(state(`${"m".repeat(11)}${"h".repeat(20)}`)).toEqual(["none", days[30]]);
  });

  test("when forecasts overlap a session that counted, then the fleet's monitor leaves them out", () => {
    const count = (as_of: number, session: number, outcomes = 4) => ({
      as_of: days[as_of]!,
      session: days[session]!,
      outcomes,
      missed: 1,
    });
    const dates = (counts: ReturnType<typeof count>[]) =>
      fleetSessions(counts).map(({ date, outcomes }) => [days.indexOf(date), outcomes]);
    const every = Array.from({ length: 12 }, (_, k) => k);
    expect(dates(every.map((k) => count(k, k + 1)))).toEqual(every.map((k) => [k + 1, 4]));
    // Over five sessions, also where symbols begin on another day: one phase for all.
    expect(dates(every.map((k) => count(k, k + 5)))).toEqual([5, 10, 15].map((k) => [k, 4]));
    expect(dates([count(0, 5), count(1, 6, 3), count(5, 10), count(6, 11, 3)])).toEqual([
      [5, 4],
      [10, 4],
    ]);
    // One that was halted is as old as its forecast, and few symbols are no session.
    expect(dates([count(0, 1), count(0, 2, 1), count(1, 2), count(2, 3, 1), count(2, 4)])).toEqual([
      [1, 4],
      [2, 4],
      [4, 4],
    ]);
  });

  test("when forecasts of three sessions overlap, then every third stays", () => {
    const three = days.slice(0, 10).map((asOf, k) => ({ asOf, date: days[k + 3]!, held: true }));
    expect(withoutOverlap(three).map(({ asOf }) => asOf)).toEqual([days[0], days[3], days[6], days[9]]);
  });
});
