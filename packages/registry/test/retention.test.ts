import { describe, expect, test } from "@jest/globals";
import type { LoggedDecision } from "../src/promotions.ts";
import { retain } from "../src/prune/retention.ts";

const NOW = Date.parse("2026-11-30T00:00:00Z");
const version = (day: string) => `${day.replaceAll("-", "")}T220000Z-00000000`;
const promoted = (day: string, of: string, rolledBackFrom?: string): LoggedDecision => ({
  symbol: "AAPL",
  version: version(of),
  promotedAt: `${day}T22:00:10.000Z`,
  reason: "better",
  ...(rolledBackFrom && { rolledBackFrom: version(rolledBackFrom) }),
});
const refused = (day: string, of: string, champion: string): LoggedDecision => ({
  symbol: "AAPL",
  version: version(of),
  refusedAt: `${day}T22:00:10.000Z`,
  reason: "worse",
  champion: version(champion),
});

/** The reasons by day of training. */
function reasons(
  days: string[],
  champion: string | undefined,
  decisions: LoggedDecision[],
  keep: Parameters<typeof retain>[1],
) {
  const served = champion === undefined ? undefined : version(champion);
  const found = retain(
    { versions: days.map(version), champion: served, isUnreadable: false, decisions },
    keep,
    NOW,
  );
  return Object.fromEntries(days.map((day) => [day, found.get(version(day))]));
}

const DAYS = ["2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-20", "2026-11-27"];
const HISTORY = [
  promoted("2026-07-01", "2026-07-01"),
  promoted("2026-08-01", "2026-08-01"),
  refused("2026-09-01", "2026-09-01", "2026-08-01"),
  refused("2026-10-01", "2026-10-01", "2026-08-01"),
  refused("2026-11-20", "2026-11-20", "2026-08-01"),
  refused("2026-11-27", "2026-11-27", "2026-08-01"),
];

describe("what stays", () => {
  test("when days are kept, then old versions go, except the champion and the one that a rollback serves", () => {
    expect(reasons(DAYS, "2026-08-01", HISTORY, { days: 30 })).toEqual({
      "2026-07-01": "rollback",
      "2026-08-01": "champion",
      "2026-09-01": undefined,
      "2026-10-01": undefined,
      "2026-11-20": "decision",
      "2026-11-27": "newest",
    });
  });

  test("when a number of versions is kept, then it is the newest, and so many decisions count", () => {
    expect(reasons(DAYS, "2026-08-01", HISTORY, { versions: 3 })).toMatchObject({
      "2026-09-01": undefined,
      "2026-10-01": "decision",
    });
    expect(reasons(DAYS, "2026-08-01", HISTORY, { versions: 1 })).toMatchObject({
      "2026-10-01": undefined,
      "2026-11-20": undefined,
      "2026-11-27": "newest",
    });
  });

  test("when an old version is named by a recent decision, as champion or as what a rollback left, then it stays", () => {
    const decisions = [
      promoted("2026-07-01", "2026-07-01"),
      promoted("2026-08-01", "2026-08-01"),
      promoted("2026-09-01", "2026-09-01"),
      promoted("2026-11-20", "2026-08-01", "2026-09-01"),
      refused("2026-11-21", "2026-10-01", "2026-08-01"),
    ];
    expect(reasons(DAYS, "2026-08-01", decisions, { days: 30 })).toEqual({
      "2026-07-01": "rollback",
      "2026-08-01": "champion",
      "2026-09-01": "decision",
      "2026-10-01": "decision",
      "2026-11-20": "recent",
      "2026-11-27": "newest",
    });
  });

  test("when a version is newer than every decision, then it stays: no gate may have judged it yet", () => {
    const decisions = [promoted("2026-07-01", "2026-07-01")];
    expect(reasons(DAYS.slice(0, 4), "2026-07-01", decisions, { versions: 1 })).toEqual({
      "2026-07-01": "champion",
      "2026-08-01": "not judged",
      "2026-09-01": "not judged",
      "2026-10-01": "newest",
    });
    const later = [...decisions, refused("2026-10-01", "2026-10-01", "2026-07-01")];
    expect(reasons(DAYS.slice(0, 4), "2026-07-01", later, { versions: 1 })).toMatchObject({
      "2026-08-01": undefined,
      "2026-09-01": undefined,
    });
  });

  test("when the clock has jumped ahead, or nothing was trained for long, then the days before the newest version stay", () => {
    const later = Date.parse("2031-01-01T00:00:00Z");
    const found = retain(
      {
        versions: DAYS.map(version),
        champion: version("2026-08-01"),
        isUnreadable: false,
        decisions: HISTORY,
      },
      { days: 30 },
      later,
    );
    expect(found.get(version("2026-11-20"))).toBe("decision");
    expect(found.get(version("2026-10-01"))).toBeUndefined();
  });

  test("when nothing is served, since every model was refused, then the same rules hold", () => {
    const refusals = DAYS.map((day) => refused(day, day, day));
    expect(reasons(DAYS, undefined, refusals, { days: 30 })).toEqual({
      "2026-07-01": undefined,
      "2026-08-01": undefined,
      "2026-09-01": undefined,
      "2026-10-01": undefined,
      "2026-11-20": "decision",
      "2026-11-27": "newest",
    });
  });

  test("when the champion is unreadable, then nothing goes", () => {
    const history = {
      versions: DAYS.map(version),
      champion: undefined,
      isUnreadable: true,
      decisions: HISTORY,
    };
    const all = [...retain(history, { versions: 1 }, NOW).values()];
    expect(new Set(all)).toEqual(new Set(["unreadable champion"]));
  });
});
