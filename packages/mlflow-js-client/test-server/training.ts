import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "@jest/globals";
import type { Tracker } from "../src/spool/tracker.ts";
import { IS_MLFLOW_2, VENV } from "./mlflow-server.ts";

export const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
export const steps = (n: number) => Array.from({ length: n }, (_, step) => step);

/** An experiment, read with MLflow's Python client. */
export async function readExperiment(trackingUri: string, name: string) {
  const script = join(import.meta.dirname, "read_experiment.py");
  const { stdout } = await promisify(execFile)(join(VENV, "python"), [script, trackingUri, name], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

/** Writes the files of a model to `dir`; returns their SHA-256 hashes by path. */
export function modelFolder(dir: string) {
  const files = { "model.json": "{}", "weights.bin": randomBytes(300_000), "plots/loss ü.svg": "<svg/>" };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return {
    dir,
    hashes: Object.fromEntries(Object.entries(files).map(([path, c]) => [path, sha256(Buffer.from(c))])),
  };
}

/** A training of `n` epochs that calls every logging method. */
export function logTraining(
  tracker: Tracker,
  modelDir: string,
  experiment: string,
  registeredName: string,
  n: number,
) {
  const { dir, hashes } = modelFolder(modelDir);
  const run = tracker.startRun({
    experiment: { name: experiment, tags: { "mlflow.experimentKind": "custom_model_development" } },
    runName: "lstm",
    tags: { "mlflow.note.content": "*note*" },
  });
  run.logParams({ epochs: n, learningRate: 0.001, "odd name/ü: 1.": "" });
  run.logInputs([
    {
      name: "AAPL",
      digest: "0123abcd",
      sourceType: "local",
      source: "{}",
      profile: '{"num_rows":9}',
      context: "training",
    },
  ]);
  for (const step of steps(n))
    run.logMetrics({ "train/loss": 1 / (step + 3), "val/loss": step / 7 }, { step, timestamp: 1000 + step });
  run.logMetrics(
    { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, tiny: 5e-324, negative: -0.1 },
    { timestamp: 5 },
  );
  run.logArtifacts(dir, "bundle");
  run.logContent("report.html", "<p>ü</p>");
  run.logModel(dir, { name: "lstm", registeredName, aliases: ["champion"], params: { units: "100" } });
  run.end();
  return { run, hashes };
}

/** Expects that `seen` is exactly what `logTraining` logged. */
// biome-ignore lint/suspicious/noExplicitAny: JSON that a Python script prints
export function expectTraining(seen: any, registeredName: string, n: number, hashes: Record<string, string>) {
  expect(seen.runs).toHaveLength(1);
  const [run] = seen.runs;
  expect(run).toMatchObject({ name: "lstm", status: "FINISHED" });
  expect(run.endTime).toBeGreaterThanOrEqual(run.startTime);
  expect(run.params).toEqual({ epochs: String(n), learningRate: "0.001", "odd name/ü: 1.": "" });
  expect(run.tags["mlflow.note.content"]).toBe("*note*");
  expect(run.metrics["train/loss"]).toEqual(steps(n).map((step) => [step, 1000 + step, 1 / (step + 3)]));
  expect(run.metrics["val/loss"]).toEqual(steps(n).map((step) => [step, 1000 + step, step / 7]));
  expect(run.metrics).toMatchObject({
    nan: [[0, 5, "NaN"]],
    inf: [[0, 5, Number.MAX_VALUE]],
    tiny: [[0, 5, 5e-324]],
    negative: [[0, 5, -0.1]],
  });
  expect(run.datasets).toEqual([
    {
      name: "AAPL",
      digest: "0123abcd",
      profile: '{"num_rows":9}',
      tags: { "mlflow.data.context": "training" },
    },
  ]);
  const bundle = Object.entries(hashes).map(([path, hash]) => [`bundle/${path}`, hash]);
  const artifacts = { ...Object.fromEntries(bundle), "report.html": sha256("<p>ü</p>") };
  const version = { name: registeredName, version: "1", aliases: ["champion"], files: hashes };
  if (IS_MLFLOW_2) {
    const model = Object.entries(hashes).map(([path, hash]) => [`lstm/${path}`, hash]);
    expect(run.artifacts).toEqual({ ...artifacts, ...Object.fromEntries(model) });
    expect(run.versions).toEqual([{ ...version, source: `runs:/${run.runId}/lstm` }]);
    expect(JSON.parse(run.tags["mlflow.log-model.history"])).toEqual([
      expect.objectContaining({ run_id: run.runId, artifact_path: "lstm", metadata: { units: "100" } }),
    ]);
  } else {
    expect(run.artifacts).toEqual(artifacts);
    expect(seen.models).toHaveLength(1);
    const [model] = seen.models;
    expect(model).toMatchObject({ name: "lstm", status: "READY", params: { units: "100" }, files: hashes });
    expect(run.outputs).toEqual([model.modelId]);
    expect(run.versions).toEqual([{ ...version, source: `models:/${model.modelId}` }]);
  }
  expect(seen.tags["mlflow.experimentKind"]).toBe("custom_model_development");
}
