import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { kernelName } from "fused-lstm/kernel";
import { cli, folder, QUICK } from "./cli.ts";

describe("an engine that is not there", () => {
  test.each([
    ["missing", "is not built: `pnpm native` builds it"],
    ["broken", "cannot be loaded"],
  ])(
    "when TensorFlow's binding is %s, then one line says what to do, and nothing is written",
    async (state, message) => {
      const [native, out, runs] = [await folder(), await folder(), await folder()];
      if (state === "broken") {
        await mkdir(join(native, "tfjs-node/lib/napi-v8"), { recursive: true });
        await writeFile(join(native, "tfjs-node/lib/napi-v8/tfjs_binding.node"), "cut short");
      }
      const env = { NATIVE_DIR: native, MLRUNS_DIR: runs };
      for (const command of ["train", "backtest", "tune"]) {
        const args = [command, ...QUICK, "--out", out, "--engine", "tensorflow"];
        const { code, stdout, stderr } = await cli(args, { env });
        expect([code, stdout]).toEqual([1, ""]);
        expect(stderr).toMatch(
          /^error: TensorFlow's binding .*`pnpm native` builds it; --engine fused needs none\n$/,
        );
        expect(stderr).toContain(message);
      }
      expect([await readdir(out), await readdir(runs)]).toEqual([[], []]);
    },
  );
});

test("when a training names an engine, then the bundle keeps it, and every engine finds the same scores in it", async () => {
  const out = await folder();
  const trained = await cli(["train", ...QUICK, "--epochs", "1", "--out", out, "--engine", "tfjs", "--json"]);
  const { bundle, engine, kernel, scores } = JSON.parse(trained.stdout);
  expect([engine, kernel]).toEqual(["tfjs", null]);
  const metadata = JSON.parse(await readFile(join(bundle, "metadata.json"), "utf8"));
  expect(metadata.config.engine).toBe("tfjs");
  expect(metadata).not.toHaveProperty("kernel");
  for (const [flags, used] of [
    [[], "fused"],
    [["--engine", "auto"], "fused"],
    [["--engine", "tfjs"], "tfjs"],
  ] as const) {
    const evaluated = await cli(["evaluate", "--model", bundle, "--json", ...flags]);
    const document = JSON.parse(evaluated.stdout);
    expect(document.engine).toBe(used);
    expect(document.kernel).toBe(used === "fused" ? kernelName() : null);
    for (const measure of ["mae", "rmse", "mase"]) {
      const expected = scores.test.model[measure];
      expect(Math.abs(document.scores.test.model[measure] / expected - 1)).toBeLessThan(1e-5);
    }
  }
});

test("when the engine has no such name, then the command line says which there are", async () => {
  const { code, stderr } = await cli(["train", ...QUICK, "--engine", "torch"]);
  expect(code).toBe(2);
  expect(stderr).toContain("Allowed choices are auto, fused, tensorflow, tfjs");
});
