import { execFile, execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";

const AWS = fileURLToPath(new URL("../src/aws.ts", import.meta.url));
const COMMIT = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" }).trim();
const REGISTRY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

/** Programs that write down how they were called, in the place of aws and docker. */
let programs: string;
let settings: string;
beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), "aws-"));
  settings = join(programs, "settings.json");
  await writeFile(settings, JSON.stringify({ region: "eu-central-1", symbols: ["AAPL"], plainHttp: true }));
});
afterAll(() => rm(programs, { recursive: true, force: true }));
beforeEach(async () => {
  await writeFile(join(programs, "calls"), "");
  await program("aws", 'case "$1" in sts) echo 123456789012;; ecr) echo secret;; esac');
  await program("docker", 'case "$1" in login) echo "stdin: $(cat)" >> "$calls";; esac');
});

async function program(name: string, body: string): Promise<void> {
  const file = join(programs, name);
  await writeFile(file, `#!/bin/sh\ncalls=${programs}/calls\necho "${name} $*" >> "$calls"\n${body}\n`);
  await chmod(file, 0o755);
}

async function aws(args: string[], path = `${programs}${delimiter}${process.env.PATH}`) {
  const env = { ...process.env, PATH: path, NODE_OPTIONS: "", DOCKER: "" };
  const {
    stdout,
    stderr,
    code = 0,
  } = await promisify(execFile)(process.execPath, [AWS, "--settings", settings, ...args], {
    env,
  }).catch((failed) => failed);
  const calls = (await readFile(join(programs, "calls"), "utf8")).split("\n").filter(Boolean);
  return { stdout, stderr, code, calls };
}

test("when one logs in, then docker gets the password on its standard input and nobody else sees it", async () => {
  const { stdout, code, calls } = await aws(["login"]);
  expect(code).toBe(0);
  expect(calls.slice(1)).toEqual([
    "aws ecr get-login-password --region eu-central-1",
    `docker login --username AWS --password-stdin ${REGISTRY}`,
    "stdin: secret",
  ]);
  expect(stdout).toContain(
    `$ aws ecr get-login-password --region eu-central-1 | docker login --username AWS`,
  );
  expect(stdout).not.toContain("secret");
});

test("when a tag is pushed, then both images are built, named after it and pushed", async () => {
  const { calls } = await aws(["push", "--tag", "abc"]);
  expect(calls.slice(1)).toEqual(
    ["api", "train"].flatMap((target) => [
      `docker build --platform linux/amd64 --target ${target} --build-arg REVISION=abc --tag ${REGISTRY}/lstm-predict/${target}:abc .`,
      `docker push ${REGISTRY}/lstm-predict/${target}:abc`,
    ]),
  );
});

test("when there is a fleet, then the worker's image is pushed as well", async () => {
  const fleet = join(programs, "fleet.json");
  const given = { region: "eu-central-1", symbols: ["AAPL"], plainHttp: true, fleet: {} };
  await writeFile(fleet, JSON.stringify(given));
  const { calls } = await aws(["push", "--tag", "abc", "--settings", fleet]);
  expect(calls.filter((call) => call.startsWith("docker push"))).toEqual(
    ["api", "train", "worker"].map((target) => `docker push ${REGISTRY}/lstm-predict/${target}:abc`),
  );
});

test("when it is deployed, then the templates are written, and the service gets this commit's images", async () => {
  const { calls, stdout } = await aws(["deploy"]);
  const stack = (name: string) =>
    `aws cloudformation deploy --region eu-central-1 --stack-name lstm-predict-${name} --template-file infra/cdk.out/lstm-predict-${name}.template.json --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset`;
  expect(calls.slice(1)).toEqual([
    stack("foundation"),
    `${stack("service")} --parameter-overrides ImageTag=${COMMIT}`,
  ]);
  expect(stdout).toContain("lstm-predict-service: 48 resources");
  const dry = await aws(["deploy", "--foundation", "--dry-run"]);
  expect(dry.stdout.match(/--stack-name \S+/g)).toEqual(["--stack-name lstm-predict-foundation"]);
});

test.each(["login", "push", "deploy"])(
  "when %s has no credentials, then one line says so and nothing is done",
  async (name) => {
    await program("aws", 'echo "Unable to locate credentials" >&2; exit 253');
    const { code, stdout, stderr, calls } = await aws([name]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^no AWS credentials that work: run aws configure sso, .*\n$/);
    expect(calls).toEqual(["aws sts get-caller-identity --query Account --output text"]);
  },
);

test("when a command fails, then nothing more is done", async () => {
  await program("docker", "exit 3");
  const { code, stderr, calls } = await aws(["push", "--tag", "abc"]);
  expect(code).toBe(1);
  expect(stderr).toBe("docker ended with 3: nothing more is done\n");
  expect(calls.length).toBe(2);
});

test("when there is no AWS CLI, then one line says what to install", async () => {
  const { stderr } = await aws(["login"], dirname(process.execPath));
  expect(stderr).toBe("aws cannot be run: install the AWS CLI, version 2\n");
});

test("when it is a dry run, then every command is shown and none runs, credentials or not", async () => {
  const { stdout, calls } = await aws(["push", "--tag", "abc", "--dry-run"]);
  expect(calls).toEqual([]);
  expect(stdout).toContain("$ docker push ACCOUNT.dkr.ecr.eu-central-1.amazonaws.com/lstm-predict/train:abc");
});

test.each([[[]], [["destroy"]], [["push", "--force"]]])(
  "when it is called wrongly (%j), then one line says how",
  async (args) => {
    const { code, stderr } = await aws(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]*expected login, push or deploy[^\n]*\n$/);
  },
);

test.each([["login"], ["push"], ["deploy"]])(
  "when %s is asked for help, then it explains every flag and runs nothing",
  async (name) => {
    const { stdout, stderr, code, calls } = await aws([name, "--help"]);
    expect({ stderr, code, calls }).toEqual({ stderr: "", code: 0, calls: [] });
    for (const word of [`aws:${name}`, "--foundation", "--tag", "--dry-run"]) expect(stdout).toContain(word);
  },
);

test.each([[["login"]], [["push"]], [["deploy"]], [["deploy", "--foundation"]], [["deploy", "--dry-run"]]])(
  "when the settings are as they come, then %j says that a certificate is missing, and nothing is done",
  async (args) => {
    const { code, stdout, stderr, calls } = await aws([
      ...args,
      "--settings",
      fileURLToPath(new URL("../settings.json", import.meta.url)),
    ]);
    expect([code, stdout, calls]).toEqual([1, "", []]);
    expect(stderr).toMatch(
      /^certificateArn is undefined: expected an ARN of acm, or "plainHttp": true .*\n$/,
    );
  },
);
