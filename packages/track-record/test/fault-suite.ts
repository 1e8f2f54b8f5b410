import { expect, test } from "@jest/globals";
import { readHistory, readOverview, rebuildSummaries, verifyRecord } from "../src/index.ts";
import type { MakePlace } from "./places.ts";
import { runWriter } from "./processes.ts";

/** What processes may do to one another and to themselves, in every database. */
export function testProcesses(makePlace: MakePlace): void {
  test("when writers are killed twenty times, then nothing is torn, and what was told is there", async () => {
    const place = await makePlace();
    await using store = place.open();
    for (let kill = 0; kill < 20; kill++) {
      const { signal, told } = await runWriter(place.options, {
        name: `W${kill}`,
        days: 10_000,
        killAfter: 1 + (kill % 5),
      });
      expect(signal).toBe("SIGKILL");
      const { entries, faults } = await verifyRecord(store);
      expect(faults).toEqual([]);
      expect(entries).toBeGreaterThanOrEqual(told);
    }
    const overview = await readOverview(store);
    expect(overview.length).toBeGreaterThan(0);
    await rebuildSummaries(store);
    expect(await readOverview(store)).toEqual(overview);
  });

  test("when four processes begin a record at once, then one migrates, and they write one chain", async () => {
    const place = await makePlace();
    const names = ["A", "B", "C", "D"];
    const ended = await Promise.all(names.map((name) => runWriter(place.options, { name, days: 25 })));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, ""]));
    await using store = place.open();
    // Each has 25 days of two symbols of its own, and 24 settlements of one; SHARED has 25 for all.
    expect(await verifyRecord(store)).toMatchObject({ entries: 4 * (50 + 24) + 25, faults: [] });
    expect(await readHistory(store, "SHARED")).toHaveLength(25);
  });
}
