import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cfn-"));
  await copyFile(here("../.cfnlintrc.yaml"), join(folder, ".cfnlintrc.yaml"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Reads templates with the rules of .cfnlintrc.yaml; its findings, none when all is well. */
async function lint(...templates: string[]): Promise<string> {
  const { stdout } = await run(here(".venv/bin/cfn-lint"), ["--", ...templates], { cwd: folder }).catch(
    (failed) => failed,
  );
  return stdout;
}

test("when the stacks are written without a network, then cfn-lint has nothing to say about them, and something about a wrong one", async () => {
  const settings = join(folder, "open.json");
  await writeFile(settings, '{ "region": "eu-central-1", "symbols": ["AAPL"], "plainHttp": true }');
  const { stdout } = await run(process.execPath, [here("../src/main.ts"), settings], {
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
    },
  });
  expect(stdout).toMatch(/^lstm-predict-foundation: 7 resources.*\nlstm-predict-service: 48 resources/);
  const templates = ["foundation", "service"].map((name) =>
    here(`../cdk.out/lstm-predict-${name}.template.json`),
  );
  const wrong = join(folder, "wrong.template.json");
  const bucket = { Type: "AWS::S3::Bucket", Properties: { VersioningConfiguration: { Status: "Maybe" } } };
  await writeFile(wrong, JSON.stringify({ Resources: { Bucket: bucket } }));
  expect(await lint(...templates, wrong)).toMatch(
    /^E3030 'Maybe' is not one of [^\n]*\n[^\n]*wrong\.template\.json:\S+\s*$/,
  );
});

test("when there are a fleet and a record, then cfn-lint has nothing to say about queue, workers and database", async () => {
  const settings = join(folder, "fleet.json");
  await writeFile(
    settings,
    '{ "region": "eu-central-1", "symbols": ["AAPL"], "plainHttp": true, "fleet": {}, "record": {} }',
  );
  await run(process.execPath, [here("../src/main.ts"), settings], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const templates = ["foundation", "service"].map((name) =>
    here(`../cdk.out/lstm-predict-${name}.template.json`),
  );
  expect(await lint(...templates)).toBe("");
});

test("when the settings are bad, then one line says which", async () => {
  const settings = join(folder, "settings.json");
  await writeFile(settings, '{ "region": "Frankfurt", "symbols": ["AAPL"], "plainHttp": true }');
  const failed = await run(process.execPath, [here("../src/main.ts"), settings], {
    env: { ...process.env, NODE_OPTIONS: "" },
  }).catch((error) => error);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toBe('region is "Frankfurt": expected a region such as eu-central-1\n');
});
