import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readMetadata } from "@lstm-predict/artifacts";
import { type BarSeries, loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model";
import { promote, readPromotions } from "@lstm-predict/registry";
import { trainBundle } from "@lstm-predict/training";
import { QUICK_CONFIG, quickBars } from "../../../packages/training/test/quick.ts";
import { nextSecond } from "../../../tooling/jest/next-second.ts";
import { cli, folder, QUICK } from "./cli.ts";
import { naiveModel } from "./naive-model.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FIXTURES = at("../../../packages/model-formats/test/fixtures/keras");
/** Files of real Keras versions, and what Keras says of windows that are scaled. */
const KERAS = join(FIXTURES, "keras-2.12.keras");
const SCALER = { data_min_: [10, 100, 10, 10, 1000, 9], data_max_: [20, 110, 20, 20, 2000, 19] };

/** Scaled closes are far below 1, as an LSTM needs them to be linear. */
const WIDE = {
  features: ["Open", "High", "Low", "Close", "Volume", "Adj Close"],
  data_min_: [0, 0, 0, 0, 0, 0],
  data_max_: [1000, 1000, 1000, 1000, 1e9, 1000],
};

let dir: string;
let scaler: string;
/** A file that forecasts the last close, its scaler, and bars for its trial. */
let good: string;
/** One that forecasts four fifths of it. */
let bad: string;
let wide: string;
let csv: string;
let models: string;
// biome-ignore lint/suspicious/noExplicitAny: a document of the command line
let imported: any;

const run = (...args: string[]) => cli([...args, "--models-dir", models]);
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(stdout);
};
const SAMPLE = ["--source", "sample"];
const importing = (keras: string, ...flags: string[]) =>
  run("import", "--keras", keras, "--scaler", scaler, "--symbol", "AAPL", ...SAMPLE, ...flags);
const importingGood = (...flags: string[]) =>
  run("import", "--keras", good, "--scaler", wide, "--symbol", "AAPL", ...flags);

beforeAll(async () => {
  dir = await folder();
  models = await folder();
  scaler = join(dir, "scaler.json");
  await writeFile(scaler, JSON.stringify(SCALER));
  imported = JSON.parse((await importing(KERAS, "--force", "--json")).stdout);
  [good, wide, csv] = [join(dir, "good.keras"), join(dir, "wide.json"), join(dir, "bars-140.csv")];
  bad = join(dir, "bad.keras");
  await writeFile(good, await naiveModel(30));
  await writeFile(bad, await naiveModel(30, 0.8));
  await writeFile(wide, JSON.stringify(WIDE));
  await writeFile(csv, csvOf(140));
});

describe("import", () => {
  test("when it is forced, then it is served, and its metadata say what is known and no more", async () => {
    expect(imported).toMatchObject({
      symbol: "AAPL",
      target: "price",
      window: 8,
      units: [5, 4],
      parameters: 419,
      imported: {
        from: "keras",
        kerasVersion: "2.12.0",
        model: { file: "keras-2.12.keras", sha256: sha256(await readFile(KERAS)) },
        scaler: { file: "scaler.json", sha256: sha256(await readFile(scaler)) },
      },
      trial: { source: "sample", days: 250, from: "2017-05-16", to: "2018-05-11" },
      champion: {
        promoted: true,
        reason: expect.stringMatching(/^imported by force, though its forecasts err /),
      },
    });
    const metadata = JSON.parse(await readFile(join(imported.bundle, "metadata.json"), "utf8"));
    const unknown = ["data", "scores", "seed", "epochs", "history", "seconds"];
    expect(unknown.filter((field) => field in metadata)).toEqual([]);
  });

  test("then predict says what Keras says", async () => {
    const { windows, outputs } = JSON.parse(await readFile(join(FIXTURES, "expected.json"), "utf8"));
    const csv = join(dir, "bars.csv");
    const lines = (windows[0] as number[][]).map((row, day) => {
      const [open, high, low, close, volume, adjClose] = row.map(
        (value, k) => SCALER.data_min_[k]! + value * (SCALER.data_max_[k]! - SCALER.data_min_[k]!),
      );
      return [`2024-01-${10 + day}`, open, high, low, close, adjClose, volume].join(",");
    });
    await writeFile(csv, ["Date,Open,High,Low,Close,Adj Close,Volume", ...lines].join("\n"));
    const forecast = await json("predict", "--symbol", "AAPL", "--csv", csv);
    expect(forecast.prediction).toBeCloseTo(10 + 10 * outputs[0], 5);
    expect(forecast).toMatchObject({
      version: imported.version,
      record: {
        trainedAt: null,
        data: null,
        test: { days: 0, mase: null },
        imported: { kerasVersion: "2.12.0" },
      },
    });
  });

  test("then it can be listed, evaluated with a warning, and exported", async () => {
    const { runs } = await json("runs", "list");
    expect(runs).toMatchObject([{ version: imported.version, champion: true, data: null }]);
    expect((await run("runs", "list")).stdout).toMatch(
      /\* +AAPL +\S+ +imported \d{4}-\d\d-\d\d +not known \(keras-2/,
    );

    const sample = ["--source", "sample", "--start", "2017-01-01"];
    const evaluated = await run("evaluate", "--symbol", "AAPL", ...sample, "--json");
    expect(evaluated.stderr).toContain("This model was imported: which of these days it was trained on");
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ dataSource: null, bars: null, sameBars: null });
    expect(JSON.parse(evaluated.stdout).scores.test.naive.mase).toBe(1);
    const engine = await run("evaluate", "--symbol", "AAPL", ...sample, "--engine", "tfjs");
    expect([engine.code, engine.stderr]).toEqual([2, expect.stringContaining("runs on fused alone")]);

    const out = join(dir, "back.keras");
    await json("export", "--symbol", "AAPL", "--format", "keras", "--out", out);
    await nextSecond();
    const again = JSON.parse((await importing(out, "--no-promote", "--json")).stdout);
    expect(again.weightsSha256).toBe(imported.weightsSha256);
  });

  test("when the symbol has a model, then that one stays, the log says why, and promote overrules it", async () => {
    await nextSecond();
    const second = JSON.parse((await importing(join(FIXTURES, "keras-3.15.keras"), "--json")).stdout);
    expect(second.champion).toEqual({
      version: imported.version,
      promoted: false,
      reason: expect.stringMatching(
        /^its forecasts err \S+ times as much as "tomorrow = today" on the 250 days /,
      ),
    });
    const decisions = await readPromotions(models, "AAPL");
    expect(decisions.at(-1)).toMatchObject({ version: second.version, champion: imported.version });
    const promoting = ["promote", "--symbol", "AAPL", "--version", second.version];
    const hesitant = await run(...promoting);
    expect([hesitant.code, hesitant.stderr]).toEqual([1, expect.stringContaining("--force serves it\n")]);
    expect((await run(...promoting, "--force")).code).toBe(0);
    expect((await run("promote", "--symbol", "AAPL", "--rollback")).stdout).toContain(imported.version);

    await nextSecond();
    const third = JSON.parse((await importing(KERAS, "--no-promote", "--json")).stdout);
    expect(third.champion).toMatchObject({ promoted: false, reason: "it was not to be promoted" });
  });
});

describe("the gate, where one of the two was imported", () => {
  /** Trains without a report, and serves that version. */
  const serve = async (series: BarSeries, config: object) => {
    const { bundle } = await trainBundle({ series, config: parseConfig(config), modelsDir: models });
    await promote(models, "AAPL", bundle.metadata.version, "first successful training");
    return bundle;
  };
  const train = async (...flags: string[]) =>
    JSON.parse((await cli(["train", ...flags, "--out", models, "--json"])).stdout);

  test("then it wins over a training on the sample, and such a training loses against it", async () => {
    models = await folder();
    await serve(await quickBars(), QUICK_CONFIG);
    const { champion, version } = JSON.parse((await importingGood(...SAMPLE, "--json")).stdout);
    expect(champion).toEqual({
      version,
      promoted: true,
      reason: "imported, and the champion trained on the bundled sample",
    });
    const again = await train(...QUICK, "--seed", "7");
    expect(again.champion).toEqual({
      version,
      promoted: false,
      reason: "trained on the bundled sample, and the champion imported",
    });
  });

  test("then it stays against a training on live data while no 20 days have come since, and the other way round", async () => {
    models = await folder();
    const own = JSON.parse((await importingGood("--csv", csv, "--json")).stdout);
    const network = "--window 30 --units 4 --epochs 1".split(" ");
    const { champion } = await train("--symbol", "AAPL", "--csv", csv, ...network);
    expect(champion).toMatchObject({ version: own.version, promoted: false });
    expect(champion.reason).toContain("only 0 days that neither of the two had seen");

    models = await folder();
    await serve(await loadBars({ symbol: "AAPL", csv }), { window: 30, units: [4], epochs: 1 });
    const late = JSON.parse((await importingGood("--csv", csv, "--json")).stdout);
    expect(late.champion).toMatchObject({
      promoted: false,
      reason: "imported: no day is known yet that it had not seen",
    });
  });

  test("and the champion is a bad import that was forced, then a good import takes its place", async () => {
    models = await folder();
    await run("import", "--keras", bad, "--scaler", wide, "--symbol", "AAPL", "--csv", csv, "--force");
    const { champion, version } = JSON.parse((await importingGood("--csv", csv, "--json")).stdout);
    expect(champion).toMatchObject({ version, promoted: true });
    expect(champion.reason).toMatch(/^imported, and of the champion: its forecasts err /);
  });

  test("and is a bad one that was forced, then a good training takes its place at once", async () => {
    models = await folder();
    const long = join(dir, "bars-400.csv");
    await writeFile(long, csvOf(400));
    const files = ["--keras", bad, "--scaler", wide, "--symbol", "AAPL", "--csv", long];
    const forced = JSON.parse((await run("import", ...files, "--force", "--json")).stdout);
    expect(forced.champion.promoted).toBe(true);
    const network = "--window 30 --units 4 --epochs 1".split(" ");
    const { champion, version } = await train("--symbol", "AAPL", "--csv", long, ...network);
    expect(champion).toMatchObject({ version, promoted: true });
    expect(champion.reason).toMatch(
      /^its MASE is .+ and its interval score is .+: .*, which the imported champion may have seen$/,
    );
  });
});

describe("the trial of an imported model", () => {
  const importingBad = (...flags: string[]) =>
    run("import", "--keras", bad, "--scaler", wide, "--symbol", "AAPL", "--csv", csv, ...flags);

  test("when it is as good as the last close, then it is served, and its scores are in the metadata", async () => {
    models = await folder();
    const { stdout, stderr } = await importingGood("--csv", csv);
    expect(stdout).toMatch(
      /^Trial {5}MASE 1\.00, forecasts 1\.000 times the last close in the median, on 110 days from 2024-01-31 to 2024-05-19 \(csv\)$/m,
    );
    expect(stdout).toContain("this bundle is now served: imported, and the first model of its symbol");
    expect(stderr).not.toContain("Warning");
    const { version } = await json("predict", "--symbol", "AAPL", "--csv", csv);
    expect((await run("predict", "--symbol", "AAPL", "--csv", csv)).stdout).toContain(
      "Trial     MASE 1.00, ",
    );
    const { imported } = await readMetadata(join(models, "AAPL", version));
    expect(imported!.trial).toMatchObject({ source: "csv", days: 110, mase: expect.closeTo(1, 3) });
  });

  test("when it loses by a factor, then it is not served, and the reason names error and scale", async () => {
    models = await folder();
    const { champion, version, trial } = JSON.parse((await importingBad("--json")).stdout);
    expect(trial).toMatchObject({ days: 110, scale: expect.closeTo(0.8, 3) });
    expect(trial.mase).toBeGreaterThan(5);
    expect(champion).toMatchObject({ version: null, promoted: false });
    expect(champion.reason).toMatch(
      /^its forecasts err \d+\.\d\d times as much as .* and are 0\.80 times the last close in the median: /,
    );
    expect((await run("promote", "--symbol", "AAPL", "--version", version)).code).toBe(1);
    expect((await run("predict", "--symbol", "AAPL", "--csv", csv)).code).toBe(1);

    await nextSecond();
    await importingGood("--csv", csv);
    await nextSecond();
    const second = JSON.parse((await importingBad("--json")).stdout);
    expect((await readPromotions(models, "AAPL")).at(-1)).toMatchObject({
      version: second.version,
      reason: champion.reason,
    });
  });

  test("when it is forced, then its intervals are around its own forecasts, as wide as its errors, and the volatility is the price's", async () => {
    models = await folder();
    await importingBad("--force");
    const forecast = await json("predict", "--symbol", "AAPL", "--csv", csv);
    expect(forecast.prediction / forecast.naive).toBeCloseTo(0.8, 3);
    for (const [lower, upper] of Object.values<number[]>(forecast.intervals))
      expect(Math.sqrt(lower! * upper!)).toBeCloseTo(forecast.prediction, 6);
    const [lower, upper] = forecast.intervals["95"];
    expect([lower < forecast.naive, upper > forecast.naive]).toEqual([true, true]);
    expect(forecast.volatility).toBeLessThan(0.05);
    // The trial knew all these days. Of more bars, the days after it are followed.
    expect(forecast.tracked.days).toBe(0);
    const longer = join(dir, "bars-200.csv");
    await writeFile(longer, csvOf(200));
    const later = await json("predict", "--symbol", "AAPL", "--csv", longer);
    expect(later.tracked).toMatchObject({ days: 60, from: "2024-05-20" });
    expect(later.tracked.held["90"]).toBeGreaterThan(48);
  });

  test("when there are no bars of the symbol, or too few, then it is saved and not served", async () => {
    models = await folder();
    const files = ["--keras", good, "--scaler", wide, "--symbol", "ZZZ"];
    const none = await json("import", ...files, "--offline");
    expect(none).toMatchObject({ trial: null, champion: { version: null, promoted: false } });
    expect(none.champion.reason).toMatch(/^it was not tried on bars of ZZZ: /);
    const few = join(dir, "few.csv");
    await writeFile(few, csvOf(49));
    await nextSecond();
    const { champion, version } = await json("import", ...files, "--csv", few);
    expect(champion.reason).toBe("it was not tried on bars of ZZZ: 49 bars are too few for windows of 30");
    const { code, stderr } = await run("promote", "--symbol", "ZZZ", "--version", version);
    expect([code, stderr]).toEqual([1, expect.stringContaining("never tried on bars; --force serves it")]);
  });

  test("when the columns are named, then they are those of the model, and what was assumed is told", async () => {
    models = await folder();
    const bare = join(dir, "bare.json");
    const { features, ...numbers } = WIDE;
    await writeFile(bare, JSON.stringify({ ...numbers, data_max_: [1000, 1000, 1000, 1000, 1e9, 5e4] }));
    const files = ["--keras", good, "--scaler", bare, "--symbol", "AAPL", "--csv", csv, "--no-promote"];
    const guessed = await run("import", ...files);
    expect([guessed.code, guessed.stderr]).toEqual([
      1,
      expect.stringContaining("its numbers fit no usual order: add it"),
    ]);
    const named = await json("import", ...files, "--columns", features.join(","));
    expect(named).toMatchObject({
      columns: ["open", "high", "low", "close", "volume", "adj_close"],
      notes: [],
    });
    expect(named.trial.mase).toBeCloseTo(1, 3);
  });
});

describe("when the files are wrong", () => {
  test("then one line says so, and the models folder is as it was", async () => {
    models = await folder();
    const cut = join(dir, "cut.keras");
    await writeFile(cut, (await readFile(KERAS)).subarray(0, 9000));
    const scalerIsNone = run("import", "--keras", KERAS, "--scaler", KERAS, "--symbol", "AAPL");
    const symbolIsNone = run("import", "--keras", KERAS, "--scaler", scaler, "--symbol", "../x");
    await Promise.all([
      refused(importing(join(dir, "none.keras")), /none\.keras cannot be read \(ENOENT\)/),
      refused(importing(dir), /cannot be read \(EISDIR\)/),
      refused(importing(cut), /cut\.keras is not an HDF5 file that can be read/),
      refused(importing(scaler), /scaler\.json is not an HDF5 file/),
      refused(scalerIsNone, /not JSON \(a pickle must/),
      refused(symbolIsNone, /"\.\.\/x"|\.\.\/X/),
    ]);
    expect(await readdir(models)).toEqual([]);
    expect((await cli(["import", "--symbol", "AAPL"])).code).toBe(2);
  });
});

test("import --help tells the same line for scaler.pkl as docs/formats.md", async () => {
  const line = /python -c .* > scaler\.json/;
  const { stdout } = await cli(["import", "--help"]);
  const docs = await readFile(at("../../../docs/formats.md"), "utf8");
  expect(line.exec(stdout)![0]).toBe(line.exec(docs)![0]);
});

async function refused(running: ReturnType<typeof cli>, message: RegExp): Promise<void> {
  const { code, stdout, stderr } = await running;
  expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(/^error: [^\n]+\n$/)]);
  expect(stderr).toMatch(message);
}

/** A random walk by a fixed rule. */
function csvOf(days: number): string {
  const lines = Array.from({ length: days }, (_, day) => {
    const close = 100 * Math.exp(0.1 * Math.sin(day / 7) + 0.01 * Math.cos(3 * day));
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return [date, close * 0.999, close * 1.01, close * 0.99, close, close, 1e6 + (day % 7) * 1e4].join(",");
  });
  return ["Date,Open,High,Low,Close,Adj Close,Volume", ...lines].join("\n");
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
