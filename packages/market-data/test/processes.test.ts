import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import { loadBars } from "../src/load-bars.ts";

const REDIRECT = import.meta.resolve("yahoo-stand-in/redirect");
const SOURCE = new URL("../src/index.ts", import.meta.url).href;

/** Loads spans one after the other in a child process, which prints the number of bars of each. */
async function loadInProcess(url: string, dataDir: string, spans: [string, string][]) {
  const program = `
    import { loadBars } from ${JSON.stringify(SOURCE)};
    for (const [start, end] of ${JSON.stringify(spans)}) {
      const { bars } = await loadBars({ symbol: "AAPL", source: "yahoo", start, end, dataDir: ${JSON.stringify(dataDir)} });
      console.log(bars.length);
    }`;
  const args = ["--import", REDIRECT, "--input-type=module-typescript", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: "", YAHOO_STAND_IN: url },
    timeout: 60_000,
  });
  return stdout.trim().split("\n").map(Number);
}

test("when several processes load parts of one symbol at once, then no part is lost and the file stays sound", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "market-data-processes-"));
  try {
    await using yahoo = await startStandIn({ markets: [sampleMarket()] });
    const spans: [string, string][][] = [
      [
        ["2016-01-01", "2016-06-30"],
        ["2014-01-01", "2014-12-31"],
      ],
      [
        ["2015-01-01", "2015-12-31"],
        ["2017-01-01", "2017-12-31"],
      ],
      [
        ["2016-06-01", "2017-03-31"],
        ["2016-01-01", "2018-03-31"],
      ],
      [
        ["2014-06-01", "2016-12-31"],
        ["2018-01-01", "2018-05-11"],
      ],
    ];
    const counts = await Promise.all(spans.map((parts) => loadInProcess(yahoo.url, dataDir, parts)));
    const sessions = ([start, end]: [string, string]) =>
      sampleSessions().filter(({ date }) => date >= start && date <= end).length;
    expect(counts).toEqual(spans.map((parts) => parts.map(sessions)));
    expect(await readdir(join(dataDir, "cache"))).toEqual(["AAPL.json"]);

    const before = yahoo.asked.length;
    const options = { symbol: "AAPL", source: "yahoo", start: "2014-01-01", end: "2018-05-11" } as const;
    const together = await loadBars({ ...options, dataDir, fetch: yahoo.fetch });
    expect(together.cache).toMatchObject({ outcome: "hit", notes: [] });
    expect(yahoo.asked).toHaveLength(before);
    expect(together.bars).toEqual((await loadBars({ ...options, fetch: yahoo.fetch })).bars);
    const lines = (await readFile(join(dataDir, "raw", "AAPL.csv"), "utf8")).trim().split("\n");
    expect(lines).toHaveLength(1 + together.bars.length);
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
