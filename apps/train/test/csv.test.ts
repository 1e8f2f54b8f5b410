import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { sampleSessions } from "yahoo-stand-in";
import { cli, folder } from "./cli.ts";

const DAYS = sampleSessions().slice(-80);
const LAST = DAYS.at(-1)!;
const two = (value: number) => value.toFixed(2);

let work: string;
beforeAll(async () => {
  work = await folder();
});

async function forecast(name: string, lines: readonly string[], ...flags: string[]) {
  const csv = join(work, name);
  await writeFile(csv, `${lines.join("\n")}\n`);
  const run = await cli([
    "predict",
    "--symbol",
    "M&M.NS",
    "--model",
    "none",
    "--csv",
    csv,
    ...flags,
    "--json",
  ]);
  return { ...run, forecast: run.stdout === "" ? undefined : JSON.parse(run.stdout) };
}

describe("a CSV file of another vendor", () => {
  const investing = [
    '"Date","Price","Open","High","Low","Vol.","Change %"',
    ...DAYS.toReversed().map(({ date, open, high, low, close, volume }) => {
      const [year, month, day] = date.split("-");
      const cells = [
        `${month}/${day}/${year}`,
        ...[close, open, high, low].map(two),
        `${two(volume / 1e6)}M`,
        "1%",
      ];
      return cells.map((cell) => `"${cell}"`).join(",");
    }),
  ];

  test("when it is read, then one line says how, and the forecast is from its last close", async () => {
    const { code, stderr, forecast: made } = await forecast("investing.csv", investing);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "Read as Investing.com: Price as close, Vol. in millions; dates month/day/year.\n",
    );
    expect(made).toMatchObject({ symbol: "M&M.NS", asOf: LAST.date, naive: Number(two(LAST.close)) });
  });

  test("when it holds other symbols, then they are named, and one can be chosen", async () => {
    const lines = ["date,open,high,low,close,volume,Name"].concat(
      ["AAPL", "ZTS"].flatMap((name, k) =>
        DAYS.map(({ date, open, high, low, close, volume }) =>
          [date, ...[open, high, low, close].map((price) => price * (k + 1)), volume, name].join(","),
        ),
      ),
    );
    const refused = await forecast("symbols.csv", lines);
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain('symbols.csv:82: Name names "AAPL" and "ZTS", not M&M.NS');
    const chosen = await forecast("symbols.csv", lines, "--csv-symbol", "ZTS");
    expect(chosen.forecast.naive).toBe(LAST.close * 2);
  });

  test("when its bars are intraday, then --aggregate makes days of them", async () => {
    const lines = ["Datetime,Open,High,Low,Close,Volume"].concat(
      DAYS.flatMap(({ date, open, high, low, close, volume }) => [
        `${date} 09:30,${open},${high},${low},${open},${volume}`,
        `${date} 13:00,${open},${high},${low},${close},${volume}`,
      ]),
    );
    const refused = await forecast("hours.csv", lines);
    expect(refused.stderr).toMatch(
      /^error: .*hours\.csv:3: the rows are intraday bars, mostly 2 a day: .* --aggregate/m,
    );
    const { forecast: made } = await forecast("hours.csv", lines, "--aggregate");
    expect(made).toMatchObject({ asOf: LAST.date, naive: LAST.close });
  });

  test("when an order or a mark is illegal, then the legal ones are listed", async () => {
    const { code, stderr } = await forecast("investing.csv", investing, "--dates", "ydm");
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are dmy, mdy, ymd");
  });
});

test("when the model of a symbol with & is missing, then the command to paste has quotes", async () => {
  const { stderr } = await cli(["predict", "--symbol", "m&m.ns", "--models-dir", await folder()]);
  expect(stderr).toContain("run pnpm train --symbol 'M&M.NS'");
});
