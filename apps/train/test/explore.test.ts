import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { cli, folder } from "./cli.ts";

const SAMPLE = ["explore", "--symbol", "AAPL", "--source", "sample"];

/** The words of a page, without its charts and its style. */
function wordsOf(page: string): string {
  return page.replaceAll(/<svg.*?<\/svg>|<style.*?<\/style>|role="img" aria-label=".*?"/gs, "");
}

/** A page of bars on consecutive days with these closes. */
async function exploreCloses(closes: number[], ...flags: string[]) {
  const work = await folder();
  const [csv, out] = [join(work, "bars.csv"), join(work, "page.html")];
  const rows = closes.map((close, k) => {
    const day = new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10);
    return `${day},${close},${close},${close},${close},${close},${1000 + k}`;
  });
  await writeFile(csv, ["Date,Open,High,Low,Close,Adj Close,Volume", ...rows, ""].join("\n"));
  const run = await cli(["explore", "--symbol", "TEST", "--csv", csv, "--out", out, "--json", ...flags]);
  const page = run.code === 0 ? await readFile(out, "utf8") : "";
  expect(page.match(/NaN|Infinity|undefined|null/g)).toBeNull();
  return { ...run, words: wordsOf(page), left: await readdir(work) };
}

describe("explore of the bundled sample", () => {
  let run: Awaited<ReturnType<typeof cli>>;
  let work: string;
  let page: string;
  // biome-ignore lint/suspicious/noExplicitAny: the test is what checks the document's shape
  let document: any;
  beforeAll(async () => {
    work = await folder();
    run = await cli([...SAMPLE, "--out", join(work, "new", "aapl.html"), "--json"]);
    document = JSON.parse(run.stdout);
    page = await readFile(document.report, "utf8");
  });

  test("when it succeeds, then stdout is one document with the page's figures", () => {
    expect(run.code).toBe(0);
    expect(document).toMatchObject({
      report: join(work, "new", "aapl.html"),
      symbol: "AAPL",
      source: "sample",
      timeZone: "America/New_York",
      sessionsPerYear: 252,
      bars: {
        from: "2013-05-13",
        to: "2018-05-11",
        count: 1260,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      price: { first: 64.96286, last: 188.589996, highest: { date: "2018-05-10", close: 190.039993 } },
      returns: {
        count: 1259,
        worst: { 0: { date: "2014-01-28" } },
        beyond: [
          { sigma: 3, days: 19 },
          { sigma: 4, days: 7 },
        ],
      },
      drawdowns: { deepest: { 0: { peak: "2015-05-22", trough: "2016-05-12", recovery: "2017-02-01" } } },
      autocorrelation: { lags: 30, returns: { outside: 1 }, squaredReturns: { outside: 4 } },
      cleaning: { received: 1260, kept: 1260, findings: [], notes: [] },
    });
    expect(document.adjusted.return).toBeCloseTo(2.7006, 4);
    expect(document.monthly.map(({ year }: { year: number }) => year)).toEqual([
      2013, 2014, 2015, 2016, 2017, 2018,
    ]);
    expect(Object.keys(document.summary)).toEqual(["Open", "High", "Low", "Close", "Adj Close", "Volume"]);
  });

  test("when the page is opened, then it asks nothing of the network and runs no script", () => {
    const references = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/gi)].map(
      ([, url]) => url,
    );
    expect(references.filter((url) => !url!.startsWith("#"))).toEqual([]);
    expect(page.match(/<script|@import|<link|NaN|Infinity|undefined/gi)).toBeNull();
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  test("when it is read, then every chart has its sentence with figures of these bars", () => {
    expect(page.match(/<figure>/g)).toHaveLength(7);
    expect(page.match(/<svg/g)).toHaveLength(14); // wide and narrow
    const words = wordsOf(page);
    for (const sentence of [
      "the close rose from 64.96 to 188.59 (+190.3 %)",
      "it made +270.1 % where the price alone made +190.3 %",
      "19 days of 1259 went beyond 3 standard deviations, where a normal has 3.4",
      "between 7.6 % (2017-01-24) and 48.5 % (2015-09-04)",
      "The deepest fall was 30.4 %, from 2015-05-22 to 2016-05-12",
      "1 of 30 lags leaves the grey band",
      "36 of 61 months gained; the best was May 2018 with +14.6 %",
      "All 1260 rows became bars, and nothing in them looks wrong.",
    ]) {
      expect(words).toContain(sentence);
    }
    expect(words).toContain("the bundled sample: old bars");
  });

  test("when it is written, then nothing else is left in the folder; a second time gives the same bytes", async () => {
    expect(await readdir(join(work, "new"))).toEqual(["aapl.html"]);
    const again = await cli([...SAMPLE, "--out", document.report]);
    expect((await readFile(document.report, "utf8")) === page).toBe(true);
    expect(again.stdout).toContain("Return      +270.1 %, +30.0 % a year; volatility 23.3 % a year");
    expect(again.stdout).toContain("Worst day   \u22128.0 % on 2014-01-28; 19 of 1259 days");
    expect(again.stdout).toMatch(/Report {6}.*aapl\.html\n$/);
  });
});

describe("bars that do not suffice", () => {
  test("when there are two, then the page says what is missing", async () => {
    const { code, stdout, words } = await exploreCloses([100, 110]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      adjusted: { annualReturn: null },
      returns: { count: 1, standardDeviation: null, skewness: null, beyond: [] },
      volatility: { annual: null, rolling: [null, null] },
      autocorrelation: { returns: null },
    });
    expect(words).toContain("There are too few bars for the spread of returns: at least 3 are needed.");
    expect(words).toContain("There are too few bars for rolling volatility: at least 21 are needed.");
    expect(words).toContain(
      "There are too few bars for autocorrelation up to 30 days: at least 61 are needed.",
    );
    expect(words).toContain("The price never fell below an earlier high.");
  });

  test("when there are 30, then there is a volatility of 20 days but none of 60", async () => {
    const { stdout, words } = await exploreCloses(
      Array.from({ length: 30 }, (_, k) => 100 + 5 * Math.sin(k)),
    );
    const { rolling } = JSON.parse(stdout).volatility;
    expect([rolling[0].window, rolling[1]]).toEqual([20, null]);
    expect(words).toContain("There are too few bars for 60 days of volatility: at least 61 are needed.");
  });

  test("when the price never moves, then that is said", async () => {
    const { stdout, words } = await exploreCloses(Array<number>(90).fill(5));
    const { returns, drawdowns, adjusted } = JSON.parse(stdout);
    expect([returns.standardDeviation, returns.worst, drawdowns.deepest, adjusted.return]).toEqual([
      0,
      [],
      [],
      0,
    ]);
    expect(words).toContain("The price never moved");
  });

  test("when there is one, then it is refused and nothing is written", async () => {
    const { code, stderr, left } = await exploreCloses([100]);
    expect([code, left]).toEqual([1, ["bars.csv"]]);
    expect(stderr).toContain("error: bars.csv has 1 bar of TEST, of 2024-01-01: expected at least 2\n");
  });
});

describe("wrong input is one line", () => {
  test.each<[string, string[], number, string]>([
    ["no symbol", ["explore"], 2, "required option '--symbol <symbol>' not specified"],
    [
      "a source that is none",
      [...SAMPLE.slice(0, 3), "--source", "web"],
      2,
      "Allowed choices are auto, yahoo, csv, sample",
    ],
    ["a symbol that is a path", ["explore", "--symbol", "../x"], 1, 'symbol is "../x"'],
    [
      "a bad date",
      [...SAMPLE, "--start", "2020-13-01"],
      1,
      'start is "2020-13-01": expected a day as YYYY-MM-DD',
    ],
    ["a CSV that is not there", ["explore", "--symbol", "X", "--csv", "none.csv"], 1, "none.csv"],
  ])("when it is %s", async (_name, args, code, message) => {
    const run = await cli(args);
    expect([run.code, run.stdout]).toEqual([code, ""]);
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  test("when the page cannot be written, then the file is named and no part of it is left", async () => {
    const work = await folder();
    const run = await cli([...SAMPLE, "--out", work]);
    expect([run.code, run.stdout, await readdir(work)]).toEqual([1, "", []]);
    expect(run.stderr.trim().split("\n").at(-1)).toContain(`error: cannot write "${work}": `);
  });

  test("when help is asked for, then there are examples and exit code 0", async () => {
    const run = await cli(["explore", "--help"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("$ pnpm explore --symbol AAPL");
    expect(run.stdout).toContain("data/explore/<SYMBOL>.html");
  });
});
