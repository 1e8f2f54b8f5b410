import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { MlflowClient } from "../src/client.ts";
import { collect } from "../src/pages.ts";
import { StandIn } from "./stand-in.ts";

let server: StandIn;
let client: MlflowClient;
let runId: string;

beforeEach(async () => {
  server = await new StandIn().start();
  client = new MlflowClient({ trackingUri: server.uri, backoffFactor: 0.001, backoffJitter: 0 });
  const experimentId = await client.experiments.getOrCreate({ name: "AAPL" });
  runId = (await client.runs.create({ experimentId, runName: "first", startTime: 1000 })).info.runId;
});
afterEach(async () => {
  client.close();
  await server.kill();
});

const run = () => server.store.runs.get(runId)!;

describe("runs", () => {
  test("when a run is created and ended, then the server has its times, name and status", async () => {
    await client.runs.update(runId, { status: "FINISHED", endTime: 2000 });
    const { info } = await client.runs.get(runId);
    expect(info).toMatchObject({ runName: "first", startTime: 1000, endTime: 2000, status: "FINISHED" });
  });

  test("when a batch is larger than MLflow's limits, then all of it arrives, in several legal requests", async () => {
    const metrics = Array.from({ length: 2500 }, (_, step) => ({
      key: "loss",
      value: step / 7,
      step,
      timestamp: 5,
    }));
    const numbered = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, k) => [`k${k}`, `v${k}`]));
    server.requests.length = 0;
    await client.runs.logBatch(runId, { metrics, params: numbered(250), tags: numbered(150) });
    expect(server.points("loss", run())).toEqual(metrics.map(({ step, value }) => [step, value]));
    expect(run().params.size).toBe(250);
    expect(run().tags.size).toBe(150);
    expect(server.requests.length).toBe(6);
  });

  test("when texts are long, then every request is smaller than one MB", async () => {
    const params = Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`p${k}`, "ü".repeat(6000)]));
    await client.runs.logBatch(runId, { params });
    expect(run().params.size).toBe(100);
    expect(Math.max(...server.requests.map(({ bytes }) => bytes))).toBeLessThan(1_000_000);
  });

  test("when values are NaN or infinite, then MLflow can read them and the history returns them", async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324];
    await client.runs.logBatch(runId, { metrics: values.map((value, step) => ({ key: "m", value, step })) });
    const history = await collect(client.runs.metricHistory(runId, "m"));
    expect(history.map(({ value }) => value)).toEqual([
      Number.NaN,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      5e-324,
    ]);
    expect(history.every(({ timestamp }) => Math.abs(timestamp - Date.now()) < 60_000)).toBe(true);
  });

  test("when a history or a search has many pages, then all items are returned in order", async () => {
    const metrics = Array.from({ length: 95 }, (_, step) => ({ key: "m", value: step, step }));
    await client.runs.logBatch(runId, { metrics });
    const steps = (await collect(client.runs.metricHistory(runId, "m", 10))).map(({ step }) => step);
    expect(steps).toEqual(metrics.map(({ step }) => step));
    for (let k = 0; k < 6; k++) await client.runs.create({ experimentId: run().info.experiment_id });
    const found = await collect(
      client.runs.search({ experimentIds: [run().info.experiment_id], pageSize: 3 }),
    );
    expect(new Set(found.map(({ info }) => info.runId)).size).toBe(7);
  });

  test("when a run is deleted, then logging throws not_active until it is restored", async () => {
    await client.runs.delete(runId);
    await expect(client.runs.logParam(runId, "a", "1")).rejects.toMatchObject({ code: "not_active" });
    await client.runs.restore(runId);
    await client.runs.logParam(runId, "a", "1");
    expect(run().params.get("a")).toBe("1");
  });

  test("when a tag's name looks like a field or a prototype's property, then it stays as it is", async () => {
    await client.runs.logBatch(runId, { tags: { runName: "x", run_name: "y", constructor: "z" } });
    const { tags } = await client.runs.get(runId);
    expect(tags).toEqual({ runName: "x", run_name: "y", constructor: "z" });
  });

  test.each(["", "../up", "/root", "a//b", "a/./b", "a/", "hash#", "x".repeat(251)])(
    "when a metric is called %j, then it is refused before anything is sent",
    async (key) => {
      server.requests.length = 0;
      await expect(client.runs.logMetric(runId, { key, value: 1 })).rejects.toMatchObject({
        code: "bad_value",
      });
      expect(server.requests).toEqual([]);
    },
  );

  test("when a param is changed, then the error has MLflow's code and message", async () => {
    await client.runs.logParam(runId, "a", "1");
    await expect(client.runs.logParam(runId, "a", "2")).rejects.toMatchObject({
      code: "invalid",
      status: 400,
      errorCode: "INVALID_PARAMETER_VALUE",
      message: expect.stringContaining("Changing param values"),
    });
  });

  test("when datasets are logged, then they are read back with their context, which is a tag", async () => {
    const dataset = {
      name: "AAPL",
      digest: "abc",
      sourceType: "local",
      source: "{}",
      profile: '{"num_rows":9}',
    };
    await client.runs.logInputs(runId, [{ ...dataset, context: "training" }]);
    expect((await client.runs.get(runId)).datasets).toEqual([
      { ...dataset, context: "training", tags: { "mlflow.data.context": "training" } },
    ]);
  });
});

describe("experiments", () => {
  test("when a deleted experiment has the name, then the error says how to restore it", async () => {
    await client.experiments.delete(run().info.experiment_id);
    await expect(client.experiments.getOrCreate({ name: "AAPL" })).rejects.toMatchObject({
      code: "not_active",
      hint: expect.stringContaining("mlflow experiments restore"),
    });
  });

  test("when another client creates the experiment at the same time, then getOrCreate returns that one", async () => {
    server.fault = ({ path }) => {
      if (path === "/experiments/create" && server.store.experiments.size === 1) {
        server.store.answer("POST", path, { name: "MSFT" });
      }
      return undefined;
    };
    const id = await client.experiments.getOrCreate({ name: "MSFT" });
    expect(server.store.experiments.get(id)?.name).toBe("MSFT");
  });
});

describe("models", () => {
  test("when a version has an alias, then findByAlias returns it, and undefined for an unknown alias", async () => {
    await client.registry.ensureModel("AAPL");
    await client.registry.ensureModel("AAPL");
    const version = await client.registry.createVersion({ name: "AAPL", source: "models:/m-1", runId });
    await client.registry.setAlias("AAPL", "champion", version.version);
    expect(await client.registry.findByAlias("AAPL", "champion")).toMatchObject({ version: "1", runId });
    expect(await client.registry.findByAlias("AAPL", "challenger")).toBeUndefined();
    expect(await client.registry.findByAlias("MSFT", "champion")).toBeUndefined();
  });
});
