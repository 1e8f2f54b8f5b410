import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { availableKernels } from "fused-lstm/kernel";
import { cli, folder, QUICK } from "./cli.ts";

const SAMPLE = ["--symbol", "AAPL", "--source", "sample", "--start", "2017-01-01"];

let models: string;
let bundle: string;
let trained: string;

beforeAll(async () => {
  models = await folder();
  const args = ["train", ...QUICK, "--out", models, "--json"];
  trained = (await cli(args, { env: { LSTM_KERNEL: "wasm" } })).stdout;
  ({ bundle } = JSON.parse(trained));
});

test("when LSTM_KERNEL chooses the build that trains, then document, bundle and report name it", async () => {
  expect(JSON.parse(trained)).toMatchObject({ engine: "fused", kernel: "wasm" });
  const read = (file: string) => readFile(join(bundle, file), "utf8");
  expect(JSON.parse(await read("metadata.json"))).toMatchObject({ kernel: "wasm" });
  expect(await read("report.html")).toMatch(/kernel<\/t[hd]><td[^>]*>wasm/);
});

test.each(["predict", "evaluate"])("when %s computes, then its document names the build", async (command) => {
  for (const kernel of availableKernels()) {
    const args = [command, ...SAMPLE, "--models-dir", models, "--json"];
    const { stdout } = await cli(args, { env: { LSTM_KERNEL: kernel } });
    expect(JSON.parse(stdout).kernel).toBe(kernel);
  }
});

test("when a forecast has no network, then no kernel computes it, whatever LSTM_KERNEL says", async () => {
  const args = ["predict", ...SAMPLE, "--model", "none", "--json"];
  const { stdout } = await cli(args, { env: { LSTM_KERNEL: "sse2" } });
  expect(JSON.parse(stdout).kernel).toBeNull();
});

test.each(["train", "backtest", "tune", "predict", "evaluate"])(
  "when LSTM_KERNEL names no build, then %s says so in one line before it loads bars",
  async (command) => {
    const [out, runs] = [await folder(), await folder()];
    const flags = ["predict", "evaluate"].includes(command) ? ["--models-dir", models] : ["--out", out];
    const env = { LSTM_KERNEL: "sse2", MLRUNS_DIR: runs };
    const { code, stdout, stderr } = await cli([command, ...SAMPLE, ...flags], { env });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: LSTM_KERNEL is "sse2": expected auto, [\w, ]+, wasm\n$/);
    expect([await readdir(out), await readdir(runs)]).toEqual([[], []]);
  },
);
