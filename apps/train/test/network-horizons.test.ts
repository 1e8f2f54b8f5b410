import { beforeEach, expect, test } from "@jest/globals";
import type { HorizonMix } from "@lstm-predict/artifacts";
import { readMetadata } from "@lstm-predict/artifacts";
import { cli, folder } from "./cli.ts";

const QUICK = "--symbol AAPL --source sample --window 23 --units 8 --no-track".split(" ");
const HORIZONS = ["--network-horizons", "1,4,20"];

let env: Record<string, string>;
beforeEach(async () => {
  env = { DATA_DIR: await folder(), MODELS_DIR: await folder() };
});
const run = (...args: string[]) => cli(args, { env });
const json = async (...args: string[]) => JSON.parse((await run(...args, "--json")).stdout);

/** What the screen of a forecast says of the network's part. */
function lineOf(weight: number, later: readonly HorizonMix[]): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const ofLater = later
    .filter((of) => of.weight > 0)
    .map((of) => `, ${percent(of.weight)} of that of ${of.horizon} sessions ahead`);
  if (weight === 0 && ofLater.length === 0)
    return "Network   has no part in the error bar, which is that of zero-shot HAR";
  const next =
    weight > 0
      ? `${percent(weight)} of the next session's error bar`
      : "no part in the next session's error bar";
  return `Network   has ${next}${ofLater.join("")}, zero-shot HAR the rest`;
}

test("when a network is trained for several horizons, then evaluate and predict take its weights from the bundle, and say them", async () => {
  const trained = await json("train", ...QUICK, "--epochs", "8", ...HORIZONS, "--horizon", "4,5,20");
  const { bundle, calibration, laterScores, laterShrinkages } = trained;
  const { config } = await readMetadata(bundle);
  expect(config).toMatchObject({ horizons: [1, 4, 20] });
  expect(laterShrinkages).toHaveLength(2);
  const { weight, horizons } = calibration.network;
  expect(horizons.map(({ horizon }: HorizonMix) => horizon)).toEqual([4, 20]);

  const evaluated = await json("evaluate", "--symbol", "AAPL");
  for (const horizon of [4, 5, 20]) {
    const [{ test: before }, { test: after }] = [laterScores[horizon], evaluated.laterScores[horizon]];
    expect(after.model.mase).toBeCloseTo(before.model.mase, 5);
    expect(after.model.intervals["90"].winkler).toBeCloseTo(before.model.intervals["90"].winkler, 4);
  }
  const screen = await run("predict", "--symbol", "AAPL", "--horizon", "1,4,20");
  expect(screen.stdout).toContain(lineOf(weight, horizons));
  const report = await run("train", ...QUICK, "--start", "2017-01-01", "--epochs", "1", ...HORIZONS);
  expect(report.stdout).toMatch(/^4 sessions ahead the network has /m);
  expect(report.stdout).toContain("Other later sessions have the error bars of zero-shot HAR.");
  expect(report.stdout).toMatch(
    /this much is used beside the drift: \d+ % 4 sessions ahead, \d+ % 20 sessions ahead\./,
  );
});

test("when a backtest has other horizons of the network, then its folds are others; with the same, they are kept", async () => {
  const flags = ["--epochs", "1", "--folds", "1", "--refit-every", "40", "--seeds", "1", "--horizon", "4"];
  const backtest = (...more: string[]) => json("backtest", ...QUICK, ...flags, ...more);
  const [plain, several, again] = [
    await backtest(),
    await backtest(...HORIZONS),
    await backtest(...HORIZONS),
  ];
  expect(again).toEqual(several);
  expect(plain).not.toHaveProperty("config.horizons");
  expect(several.config.horizons).toEqual([1, 4, 20]);
  expect(several.html).not.toBe(plain.html);
});

test.each([
  [["--network-horizons", "5,20"], "horizons is [5,20]: expected 1 and at most 5 later ones up to 20"],
  [["--network-horizons", "1,5", "--target", "return"], 'later ones for the target "distribution" alone'],
  [["--network-horizons", "week"], 'horizons.0 is "week": expected a number of sessions'],
])(
  "when the flags are %j, then nothing is trained, and the error says what is legal",
  async (flags, message) => {
    const { code, stderr } = await run("train", ...QUICK, ...flags);
    expect(code).not.toBe(0);
    expect(stderr.replace(/\s+/g, " ")).toContain(message);
  },
);
