import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { credentials, FaultProxy, S3Server } from "s3-server";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { folder, QUICK } from "../test/cli.ts";
import { cliProcess as cli } from "../test/cli-process.ts";

let s3: S3Server;
let proxy: FaultProxy;
let mlflow: StandIn;
let env: Record<string, string>;
let roots = 0;

beforeAll(async () => {
  s3 = await S3Server.start();
  proxy = await FaultProxy.start(s3.port);
});
beforeEach(async () => {
  proxy.fault = () => undefined;
  mlflow = await new StandIn().start();
  mlflow.store.artifactRoot = `s3://models/root-${++roots}/`;
  const { AWS_ENDPOINT_URL_S3, ...keys } = credentials(proxy.url);
  env = {
    ...keys,
    MLFLOW_S3_ENDPOINT_URL: AWS_ENDPOINT_URL_S3!,
    MLFLOW_TRACKING_URI: mlflow.uri,
    MLRUNS_DIR: await folder(),
  };
});
afterEach(() => mlflow.kill());
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
});

const train = async () => cli(["train", ...QUICK, "--out", await folder(), "--json"], { env });

test("when MLflow's artifacts are in S3, then the bundle and the model are there, byte for byte", async () => {
  const { stdout, stderr } = await train();
  const { bundle } = JSON.parse(stdout);
  const [run] = mlflow.runs;
  expect(run!.info.status).toBe("FINISHED");
  const stored = (uri: string) => join(s3.bucketDir, uri.replace("s3://models/", ""));
  const files = await readdir(bundle, { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map(({ name, parentPath }) => join(parentPath, name));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const copy = join(stored(run!.info.artifact_uri), "bundle", name.slice(bundle.length));
    expect(await readFile(copy)).toEqual(await readFile(name));
  }
  const [model] = [...mlflow.store.models.values()];
  expect(await readFile(join(stored(model!.info.artifact_uri), "MLmodel"), "utf8")).toContain("lstm_predict");
  expect(model!.info.status).toBe("LOGGED_MODEL_READY");
  expect(stderr).toMatch(/MLflow {4}http\S+\n/);
  expect(stderr).not.toContain("MLflow: ");
});

test("when the keys are wrong, then one line says so, and the run has everything else", async () => {
  env.AWS_SECRET_ACCESS_KEY = "wrong";
  const { code, stderr } = await train();
  expect(code).toBe(0);
  expect(stderr.match(/MLflow: /g)).toHaveLength(1);
  expect(stderr).toMatch(/every further file.*s3:\/\/models, which refuses them.*AWS_ACCESS_KEY_ID/);
  expect(stderr).toMatch(/MLflow {4}http\S+; \d+ entries refused, kept in /);
  expect(mlflow.runs.map(({ info }) => info.status)).toEqual(["FINISHED"]);
  expect(mlflow.points("test/mase")).toHaveLength(1);
});

test("when S3 is away until later, then the run waits, and runs sync sends the rest", async () => {
  proxy.fault = () => ({ kind: "status", status: 503 });
  expect((await train()).stderr).toContain("pnpm runs sync sends it");
  proxy.fault = () => undefined;
  const { code, stdout } = await cli(["runs", "sync"], { env });
  expect([code, stdout]).toEqual([0, expect.stringContaining("\n1 sent\n")]);
  expect(mlflow.runs.map(({ info }) => info.status)).toEqual(["FINISHED"]);
  expect([...mlflow.store.models.values()].map(({ info }) => info.status)).toEqual(["LOGGED_MODEL_READY"]);
}, 120_000);
