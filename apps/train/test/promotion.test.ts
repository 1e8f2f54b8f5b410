import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { promote, readPromotions } from "@lstm-predict/registry";
import { cli, folder, QUICK } from "./cli.ts";

let models: string;
const train = async (out: string, ...flags: string[]) => {
  const run = await cli(["train", ...QUICK, ...flags, "--out", out, "--json"]);
  expect([run.code, run.stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(run.stdout);
};
// biome-ignore lint/suspicious/noExplicitAny: documents of the command line
let first: any;
// biome-ignore lint/suspicious/noExplicitAny: the same
let worse: any;

beforeAll(async () => {
  models = await folder();
  first = await train(models);
  worse = await train(models, "--target", "price");
});

describe("training again", () => {
  test("when the challenger is worse, then the document says who stays, and the log why", async () => {
    expect(first.champion).toEqual({
      version: first.version,
      promoted: true,
      reason: "first successful training",
    });
    expect(worse.champion).toMatchObject({ version: first.version, promoted: false });
    const [, refusal] = await readPromotions(models, "AAPL");
    expect(refusal).toMatchObject({
      version: worse.version,
      champion: first.version,
      reason: worse.champion.reason,
      evidence: { days: 48, challenger: { mase: expect.closeTo(worse.scores.test.model.mase, 5) } },
    });
  });

  test("when the champion is the worse one, then the challenger takes its place, and the screen says so", async () => {
    const out = await folder();
    await cp(models, out, { recursive: true });
    await promote(out, "AAPL", worse.version, "for the test");
    const run = await cli(["train", ...QUICK, "--seed", "8", "--out", out]);
    expect(run.stdout).toMatch(
      /Champion {2}this bundle is now served: its MASE is .+ and its interval score is .+: MASE .* against/,
    );
  });

  test("when nothing is served and neither promotion nor a record is wanted, then there is none", async () => {
    const [out, mlruns] = [await folder(), await folder()];
    const args = ["train", ...QUICK, "--out", out, "--no-promote", "--no-track"];
    const run = await cli(args, { env: { MLRUNS_DIR: mlruns } });
    expect(run.stdout).toContain("Champion  none: it was not to be promoted");
    expect(await readPromotions(out, "AAPL")).toEqual([]);
    expect(run.stderr).not.toContain("MLflow");
    expect(await readdir(mlruns)).toEqual([]);
  });
});

describe("promote --rollback", () => {
  test("when a promotion was a mistake, then the version before is served again", async () => {
    const out = await folder();
    await cp(models, out, { recursive: true });
    const args = ["promote", "--symbol", "aapl", "--models-dir", out];
    await cli([...args, "--version", worse.version]);
    const back = await cli([...args, "--rollback"]);
    expect(back).toMatchObject({
      code: 0,
      stdout: `AAPL: ${first.version} is now served, rolled back from ${worse.version}\n`,
    });
    const champion = JSON.parse(await readFile(join(out, "AAPL", "champion.json"), "utf8"));
    expect(champion.version).toBe(first.version);
    const again = await cli([...args, "--rollback"]);
    expect(again).toMatchObject({
      code: 1,
      stderr: `error: AAPL has served no version before ${first.version}: promote one by its name (pnpm promote --version)\n`,
    });
  });

  test.each([
    [[], "expected --version VERSION or --rollback"],
    [["--rollback", "--version", "x"], "cannot be used with option"],
  ])("when it is asked for with %j, then the usage is explained", async (flags, message) => {
    const run = await cli(["promote", "--symbol", "AAPL", ...flags]);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("runs list", () => {
  test("when versions are listed, then each has its scores, and the one that is served is marked", async () => {
    const { runs } = JSON.parse((await cli(["runs", "list", "--models-dir", models, "--json"])).stdout);
    const run = (document: typeof first, champion: boolean) => ({
      symbol: "AAPL",
      version: document.version,
      champion,
      bundle: document.bundle,
      trainedAt: expect.stringMatching(/^2\d{3}-\d\d-\d\dT/),
      target: document.target,
      data: { source: "sample", from: "2017-01-03", to: "2018-05-11", count: 342 },
      test: {
        days: 48,
        mase: document.scores.test.model.mase,
        coverage90: document.scores.test.model.intervals["90"].coverage,
        winklerToHar: document.scores.test.model.relative?.winklerToHar ?? null,
      },
    });
    expect(runs).toEqual([run(first, true), run(worse, false)]);
    const { stdout } = await cli(["runs", "list", "--symbol", "aapl", "--models-dir", models]);
    const [, ...lines] = stdout.split("\n");
    expect(lines[0]).toContain(`*  AAPL    ${first.version}`);
    expect(lines[0]).toContain(first.scores.test.model.mase.toFixed(4));
    expect(lines[1]).toMatch(new RegExp(`^ +AAPL +${worse.version} .* price +48 `));
  });

  test("when a version is damaged, then it is listed as such, and the others are there", async () => {
    const out = await folder();
    await cp(models, out, { recursive: true });
    await writeFile(join(out, "AAPL", worse.version, "metadata.json"), "{");
    const { code, stdout } = await cli(["runs", "list", "--models-dir", out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`${worse.version} +damaged`));
    expect(stdout).toContain("metadata.json is not valid JSON");
    expect(stdout).toContain(first.version);
  });

  test("when nothing was trained, then it says what to do", async () => {
    const out = await folder();
    const { stdout } = await cli(["runs", "list", "--symbol", "MSFT", "--models-dir", out]);
    expect(stdout).toBe(`No version of MSFT in ${out} yet: run pnpm train\n`);
    expect(JSON.parse((await cli(["runs", "list", "--models-dir", out, "--json"])).stdout)).toEqual({
      runs: [],
    });
  });
});
