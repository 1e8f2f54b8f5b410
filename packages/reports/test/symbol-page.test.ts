import { beforeAll, describe, expect, test } from "@jest/globals";
import { type BarSeries, loadBars } from "@lstm-predict/market-data";
import { renderExploration } from "../src/symbol/page.ts";
import { explore } from "../src/symbol/statistics/explore.ts";

let series: BarSeries;
beforeAll(async () => {
  series = await loadBars({ symbol: "AAPL", source: "sample", start: "2018-03-01" });
});

async function render(changes: Partial<BarSeries>): Promise<string> {
  const { statistics, curves } = await explore({ ...series, ...changes });
  return (await renderExploration(statistics, curves)).replaceAll(/<svg.*?<\/svg>/gs, "");
}

describe("what a reader must know about the data", () => {
  test("when the sample stands in for live data, then no one can miss it", async () => {
    expect(await render({ warning: "NOT LIVE DATA: old bars" })).toContain(
      '<p class="warning" role="alert">NOT LIVE DATA: old bars</p>',
    );
    expect(await render({})).not.toContain('role="alert"');
  });

  test("when rows were dropped and bars look suspicious, then how many, why and which", async () => {
    const { cleaning, bars } = series;
    const message = "No bars for 9 weekdays after 2018-04-02.";
    const page = await render({
      cleaning: {
        received: bars.length + 3,
        kept: bars.length,
        dropped: { ...cleaning.dropped, nullClose: 2, duplicate: 1 },
        findings: [{ kind: "gap", date: "2018-04-16", message }],
        notes: ["Dropped 2 rows (no close): 2018-03-30, 2018-04-01.", message],
      },
    });
    expect(page).toContain("51 of 54 rows became bars, and 1 looks suspicious. No value was changed.");
    expect(page).toContain("<th>rows dropped</th><td>2 nullClose, 1 duplicate</td>");
    expect(page).toContain("<li>Dropped 2 rows (no close): 2018-03-30, 2018-04-01.</li>");
    expect(page).toContain(`<li>${message}</li>`);
  });

  test("when a cache served the bars, then its outcome, its time and its notes", async () => {
    const notes = ["Yahoo could not be reached: bars up to 2018-05-11 are served."];
    const cache = { outcome: "stale" as const, requests: 1, fetchedAt: "2018-05-12T08:00:00.000Z", notes };
    const page = await render({ cache });
    expect(page).toContain("<th>cache</th><td>stale, asked last at 2018-05-12T08:00:00.000Z</td>");
    expect(page).toContain(`<li>${notes[0]}</li>`);
    expect((await explore({ ...series, cache })).statistics.cache).toEqual(cache);
    expect(await render({})).not.toContain("<th>cache</th>");
  });

  test("when a file name holds markup, then it is text", async () => {
    const page = await render({ source: "csv", detail: '<img src=x onerror="x">.csv' });
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=&quot;x&quot;&gt;.csv");
  });
});
