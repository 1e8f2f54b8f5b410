import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32c } from "@aws-crypto/crc32c";
import { describe, expect, test } from "@jest/globals";
import { trainBundle } from "@lstm-predict/training";
import { EventFile, TrainingLog } from "../src/tensorboard/index.ts";
import { folder, QUICK_CONFIG, quickBars } from "./tracked.ts";

/** The data of a file's records, whose lengths and checksums are right. */
async function recordsOf(path: string): Promise<Buffer[]> {
  const bytes = await readFile(path);
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
  return records;
}

const start = (dir: string, onWarning: (warning: string) => void = () => {}) =>
  TrainingLog.start(dir, "AAPL", "fused", onWarning);

describe("the log of a training", () => {
  test("when it is done, then every epoch and the scores are in it", async () => {
    const dir = join(await folder(), "runs");
    const log = start(dir);
    const series = await quickBars();
    const trained = await trainBundle({
      series,
      config: QUICK_CONFIG,
      modelsDir: await folder(),
      onEvent: (event) => log.onEvent(event),
    });
    log.finish({ ...trained, promoted: true });
    log.close();
    const [file] = await readdir(log.folder);
    const texts = (await recordsOf(join(log.folder, file!))).map((data) => data.toString("latin1"));
    const has = (text: string) => texts.map((record) => record.includes(text));
    expect(has("brain.Event:2")).toEqual([true, false, false, false]);
    expect(has("loss/validation")).toEqual([false, true, true, false]);
    expect(has("test/naive_mae")).toEqual([false, false, false, true]);
  });

  test("when trainings begin in the same second, then each has a run folder of its own, with one event file", async () => {
    const dir = join(await folder(), "runs");
    const logs = [start(dir), start(dir)];
    for (const log of logs) log.close();
    const runs = await readdir(dir);
    expect(runs.map((name) => join(dir, name)).sort()).toEqual(logs.map((log) => log.folder).sort());
    expect(new Set(runs).size).toBe(2);
    for (const run of runs) {
      expect(run).toMatch(/^AAPL-\d{8}T\d{6}Z-fused(-2)?$/);
      expect(await readdir(join(dir, run))).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+\./)]);
    }
  });

  test("when the folder is a file, then it is refused", async () => {
    const file = join(await folder(), "taken");
    await writeFile(file, "");
    expect(() => start(file)).toThrow(
      `--tensorboard ${file} cannot be written to (EEXIST): expected a folder`,
    );
  });

  test("when it is closed, then what comes later is left out, and nothing fails", async () => {
    const warnings: string[] = [];
    const log = start(await folder(), (warning) => warnings.push(warning));
    log.close();
    log.onEvent({
      type: "epoch",
      epoch: 1,
      loss: 1,
      valLoss: 1,
      learningRate: 0.001,
      seconds: 1,
      improved: true,
    });
    log.close();
    expect(warnings).toEqual([]);
  });
});

// apps/train/test-native reads such files with the package tensorboard itself.
test("when scalars are written, then every record has its length and both checksums", async () => {
  const dir = await folder();
  await mkdir(dir, { recursive: true });
  const file = new EventFile(dir);
  file.scalars(3, { "loss/train": 0.5 });
  file.close();
  const records = await recordsOf(file.path);
  expect(records.map((data) => data.includes("brain.Event:2"))).toEqual([true, false]);
  expect(records[1]!.includes("loss/train")).toBe(true);
});
