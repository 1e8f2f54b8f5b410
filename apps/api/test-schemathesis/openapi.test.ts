import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addModel } from "../test/models.ts";
import { modelsFolder, serve } from "../test/service.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const EXAMPLES = 100;

let models: string;
let folder: string;
beforeAll(async () => {
  models = await modelsFolder();
  folder = await mkdtemp(join(tmpdir(), "api-schemathesis-"));
  await addModel(models);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs Schemathesis on the OpenAPI document, with valid and invalid requests; returns its report. */
async function schemathesis(url: string, ...args: string[]) {
  const report = join(folder, "report.json");
  const child = spawn(
    join(HERE, ".venv/bin/schemathesis"),
    [
      "--config-file",
      join(HERE, "schemathesis.toml"),
      "run",
      `${url}/openapi.json`,
      "--checks",
      "all",
      "--max-examples",
      String(EXAMPLES),
      "--seed",
      "1",
      "--request-timeout",
      "300",
      "--report",
      "json",
      "--report-json-path",
      report,
      ...args,
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  await once(child, "close");
  return { output, ...JSON.parse(await readFile(report, "utf8")) };
}

const offline = { marketSource: "sample" } as const;

test("when Schemathesis asks for everything, then nothing fails and every answer is as documented", async () => {
  const { url } = await serve(models, offline);
  const { failures, errors, operations, complete, output } = await schemathesis(url);
  expect({ failures, errors, output: failures.length > 0 ? output : "" }).toEqual({
    failures: [],
    errors: [],
    output: "",
  });
  expect([complete, operations.tested]).toEqual([true, 13]);
}, 3_600_000);

test("when keys are configured, then what the document says is guarded is", async () => {
  const sha256 = createHash("sha256").update("sesame").digest("hex");
  const { url } = await serve(models, { ...offline, apiKeys: [{ name: "test", sha256 }] });
  const { failures, errors, output } = await schemathesis(url, "-H", "Authorization: Bearer sesame");
  expect({ failures, errors, output: failures.length > 0 ? output : "" }).toEqual({
    failures: [],
    errors: [],
    output: "",
  });
}, 3_600_000);
