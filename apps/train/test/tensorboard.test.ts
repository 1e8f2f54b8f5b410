import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32c } from "@aws-crypto/crc32c";
import { expect, test } from "@jest/globals";
import { EventFile } from "@lstm-predict/tracking";
import { cli, folder, QUICK } from "./cli.ts";

test("when trainings are logged, then each has a run folder of its own, with one event file", async () => {
  const [out, dir] = [await folder(), join(await folder(), "runs")];
  for (let k = 0; k < 2; k++) {
    const { code, stderr } = await cli(["train", ...QUICK, "--out", out, "--tensorboard", dir]);
    expect([code, stderr.includes(`TensorBoard  ${dir}`)]).toEqual([0, true]);
  }
  const runs = await readdir(dir);
  expect(runs).toHaveLength(2);
  for (const run of runs) {
    expect(run).toMatch(/^AAPL-\d{8}T\d{6}Z-fused(-2)?$/);
    expect(await readdir(join(dir, run))).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+\./)]);
  }
});

test("when the folder is a file, then the command says so before it trains", async () => {
  const file = join(await folder(), "taken");
  await writeFile(file, "");
  const out = await folder();
  const { code, stderr } = await cli(["train", ...QUICK, "--out", out, "--tensorboard", file]);
  expect(code).toBe(1);
  expect(stderr.trim().split("\n").at(-1)).toBe(
    `error: --tensorboard ${file} cannot be written to (EEXIST): expected a folder`,
  );
  expect(await readdir(out)).toEqual([]);
});

// test-native reads such files with the package tensorboard itself.
test("when scalars are written, then every record has its length and both checksums", async () => {
  const file = new EventFile(await folder());
  file.scalars(3, { "loss/train": 0.5 });
  file.close();
  const bytes = await readFile(file.path);
  const unmask = (masked: number) => {
    const rotated = (masked - 0xa282ead8) >>> 0;
    return ((rotated << 15) | (rotated >>> 17)) >>> 0;
  };
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(unmask(bytes.readUInt32LE(at + 8))).toBe(crc32c(bytes.subarray(at, at + 8)));
    expect(unmask(bytes.readUInt32LE(at + 12 + length))).toBe(crc32c(data));
    records.push(data);
    at += 16 + length;
  }
  expect(records.map((data) => data.includes("brain.Event:2"))).toEqual([true, false]);
  expect(records[1]!.includes("loss/train")).toBe(true);
});
