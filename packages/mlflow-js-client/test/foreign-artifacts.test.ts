import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ArtifactStore } from "../src/artifact-store.ts";
import { MlflowError } from "../src/errors.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";
import { StandIn } from "./stand-in.ts";

let server: StandIn;
let warnings: string[];
beforeEach(async () => {
  server = await new StandIn().start();
  server.store.artifactRoot = "s3://bucket/root/";
  warnings = [];
});
afterEach(() => server.kill());

/** A run with 16 files and a model of two; `large` is the size of one of the files. */
async function track(store?: ArtifactStore, large = 3) {
  const folder = newFolder();
  writeFileSync(join(folder, "a"), "a");
  writeFileSync(join(folder, "b"), "b");
  const tracker = createTracker({
    spoolDir: join(newFolder(), "spool"),
    trackingUri: server.uri,
    client: { artifactStores: store ? { "s3:": store } : {} },
    intervalMs: 1,
    onWarning: (warning) => warnings.push(warning),
  });
  const run = tracker.startRun({ experiment: "AAPL" });
  for (let n = 0; n < 16; n++) run.logContent(`bundle/${n}`, "x".repeat(n === 0 ? large : 1));
  run.logModel(folder, { name: "lstm", registeredName: "AAPL", aliases: ["champion"] });
  run.logMetrics({ final: 9 });
  run.end();
  const { runs } = await tracker.close();
  expect(server.runs[0]!.info.status).toBe("FINISHED");
  expect(server.points("final")).toEqual([[0, 9]]);
  return runs[0]!;
}

const setAside = (kept: string | undefined) =>
  readFileSync(join(kept!, "set-aside.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const source = () => server.store.registered.get("AAPL")!.versions[0]!.source;
const modelStatus = () => [...server.store.models.values()].map(({ info }) => info.status);

describe("artifacts in a store that the server does not stand before", () => {
  test("when the client can write there, then files of the run and of the logged model go there directly", async () => {
    const written = new Map<string, string>();
    const store: ArtifactStore = {
      write: async (root, path, content) => void written.set(`${root}/${path}`, content.toString()),
    };
    expect(await track(store)).toMatchObject({ state: "sent", setAside: 0 });
    const { artifact_uri } = server.runs[0]!.info;
    expect(artifact_uri).toMatch(/^s3:\/\/bucket\/root\//);
    expect(written.get(`${artifact_uri}/bundle/0`)).toBe("xxx");
    const [model] = [...server.store.models.values()];
    expect(written.get(`${model!.info.artifact_uri}/a`)).toBe("a");
    expect(written.size).toBe(18);
    expect(modelStatus()).toEqual(["LOGGED_MODEL_READY"]);
    expect(source()).toBe(`models:/${model!.info.model_id}`);
    expect(warnings).toEqual([]);
  });

  test("when only the server can write there, then it does, and the model is in the run", async () => {
    server.store.writesToRoot = true;
    expect(await track()).toMatchObject({ state: "sent", setAside: 0 });
    const { run_id, artifact_uri } = server.runs[0]!.info;
    expect(server.store.files.get(`${artifact_uri}/bundle/0`)?.toString()).toBe("xxx");
    expect(server.store.files.get(`${artifact_uri}/lstm/b`)?.toString()).toBe("b");
    expect(server.store.files.size).toBe(18);
    expect(source()).toBe(`runs:/${run_id}/lstm`);
    expect(modelStatus()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("when a file is too large for the server, then it alone is set aside", async () => {
    server.store.writesToRoot = true;
    const { kept, setAside: number } = await track(undefined, 10 * 1024 * 1024 + 1);
    expect(number).toBe(1);
    expect(setAside(kept)).toEqual([expect.objectContaining({ code: "foreign_artifacts" })]);
    expect(server.store.files.size).toBe(17);
  });

  test("when nobody can write there, then all 17 are set aside, with one warning", async () => {
    const { kept, setAside: number } = await track();
    expect(number).toBe(17);
    expect(setAside(kept).map(({ code }) => code)).toEqual(Array(17).fill("foreign_artifacts"));
    expect(warnings).toEqual([expect.stringMatching(/bundle\/\d+, and every further file.*s3:\/\/bucket/)]);
    expect(modelStatus()).toEqual(["LOGGED_MODEL_UPLOAD_FAILED"]);
  });

  test("when the store denies access, then its reason is in the one warning", async () => {
    const store: ArtifactStore = {
      write: () => {
        throw new MlflowError("foreign_artifacts", "s3://bucket denies access");
      },
    };
    expect(await track(store)).toMatchObject({ state: "sent", setAside: 17 });
    expect(warnings).toEqual([expect.stringContaining("s3://bucket denies access")]);
  });

  test("when the store is out of reach for a moment, then everything arrives", async () => {
    let calls = 0;
    const store: ArtifactStore = {
      write: async () => {
        if (++calls === 3) throw new MlflowError("unreachable", "s3://bucket is out of reach");
      },
    };
    expect(await track(store)).toMatchObject({ state: "sent", setAside: 0 });
    expect(calls).toBe(19);
  });
});
