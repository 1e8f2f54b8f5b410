import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { REPOSITORY } from "./programs.ts";

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "systemd-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("when systemd reads the units, then it has nothing to say", async () => {
  const units = join(REPOSITORY, "deploy/systemd");
  const names = (await readdir(units)).filter((name) => !name.endsWith(".sh"));
  expect(names.sort()).toEqual([
    "lstm-predict-alert@.service",
    "lstm-predict-retrain.service",
    "lstm-predict-retrain.timer",
    "lstm-predict-worker.service",
    "lstm-predict@.service",
  ]);
  // The path of the units does not exist here: replace it by an existing program.
  for (const name of names) {
    const text = await readFile(join(units, name), "utf8");
    await writeFile(
      join(folder, name),
      text
        .replace("/opt/lstm-predict/node_modules/.bin/node", process.execPath)
        .replace("/opt/lstm-predict/", REPOSITORY),
    );
  }
  const files = names.map((name) => join(folder, name));
  const { stdout, stderr } = await run("systemd-analyze", ["verify", ...files]);
  expect(stdout + stderr).toBe("");
});

/** The settings of a unit by name, each with all its values. */
async function settingsOf(name: string): Promise<Record<string, string[]>> {
  const text = await readFile(join(REPOSITORY, "deploy/systemd", name), "utf8");
  const lines = [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key!, value!] as const);
  return Object.fromEntries(
    lines.map(([key]) => [key, lines.filter(([other]) => other === key).map(([, value]) => value)]),
  );
}

test.each(["lstm-predict@.service", "lstm-predict-retrain.service", "lstm-predict-worker.service"])(
  "when systemd rates what %s could do to the machine, then it is at most 1.3 of 10",
  async (name) => {
    const unit = join(REPOSITORY, "deploy/systemd", name);
    await run("systemd-analyze", ["security", "--no-pager", "--offline=true", "--threshold=13", unit]);
  },
);

test("when the API is taken over, then it can write no model, and does not know what the retraining may", async () => {
  const api = await settingsOf("lstm-predict@.service");
  const retraining = await settingsOf("lstm-predict-retrain.service");
  expect(api.User).toEqual(["lstm-predict"]);
  expect(retraining.User).toEqual(["lstm-predict-retrain"]);
  expect(api.Group).toEqual(retraining.Group);
  // Everything is read-only but for these folders; the models are among the retraining's alone.
  for (const unit of [api, retraining]) expect(unit.ProtectSystem).toEqual(["strict"]);
  expect(Object.keys(api).filter((key) => /Directory$|^ReadWritePaths$/.test(key))).toEqual([
    "WorkingDirectory",
    "StateDirectory",
    "CacheDirectory",
  ]);
  expect(api.StateDirectory).toEqual(["lstm-predict-api"]);
  expect(api.CacheDirectory).toEqual(["lstm-predict"]);
  expect(retraining.StateDirectory![0]!.split(" ")).toContain("lstm-predict/models");
  expect(retraining.UMask).toEqual(["0027"]);
  expect(api.Environment![0]).toMatch(/ MODELS_DIR=%S\/lstm-predict\/models DATA_DIR=%S\/lstm-predict-api$/);
  expect(api.EnvironmentFile).toEqual(["-/etc/lstm-predict.env"]);
  expect(retraining.EnvironmentFile).toEqual(["-/etc/lstm-predict.env", "-/etc/lstm-predict-retrain.env"]);
});

test("when it is summer or winter, then the timer elapses after New York's close", async () => {
  const timer = await readFile(join(REPOSITORY, "deploy/systemd/lstm-predict-retrain.timer"), "utf8");
  const when = /^OnCalendar=(.*)$/m.exec(timer)![1]!;
  for (const [from, utc] of [
    ["2026-01-14", "2026-01-14 22:00:00 UTC"],
    ["2026-07-15", "2026-07-15 21:00:00 UTC"],
    ["2026-07-18", "2026-07-20 21:00:00 UTC"],
  ]) {
    const { stdout } = await run("systemd-analyze", ["calendar", `--base-time=${from} 12:00:00 UTC`, when], {
      env: { ...process.env, TZ: "UTC" },
    });
    expect(stdout).toContain(utc);
  }
});
