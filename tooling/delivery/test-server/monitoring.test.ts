import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Metrics } from "../../../apps/api/src/metrics.ts";
import { renderPrometheus } from "../../../apps/train/src/screens/retraining-figures.ts";
import { Metrics as WorkerMetrics } from "../../../apps/worker/src/metrics.ts";

const run = promisify(execFile);
const pathOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const RULES = pathOf("deploy/prometheus/lstm-predict.rules.yml");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "monitoring-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("Prometheus", () => {
  test("when it reads its files, then they are valid, and each alert fires when it should and not else", async () => {
    await run("promtool", ["check", "config", pathOf("deploy/prometheus/prometheus.yml")]);
    const { stdout } = await run("promtool", [
      "test",
      "rules",
      fileURLToPath(new URL("rules.test.yml", import.meta.url)),
    ]);
    expect(stdout).toContain("SUCCESS");
  });

  test("when it reads the figures of a retraining, then their format is right", async () => {
    const file = join(folder, "retrain.prom");
    const results = [
      { symbol: "AAPL", outcome: "up to date", reason: "", to: "2026-11-27" },
      { symbol: "^GSPC", outcome: "failed", reason: "" },
    ] as const;
    await writeFile(file, renderPrometheus(results, new Date("2026-11-28T00:00:00Z")));
    const { stdout, stderr } = await run("sh", ["-c", `promtool check metrics < ${file}`]);
    expect(stdout + stderr).toBe("");
  });
});

test("when a rule or the board names a figure, then the API, the retraining or a worker has it", async () => {
  const { registry } = new Metrics();
  const ofApi = (await registry.metrics()).matchAll(/^# TYPE (\S+)/gm);
  const worker = new WorkerMetrics({} as ConstructorParameters<typeof WorkerMetrics>[0]);
  const ofWorker = (await worker.registry.metrics()).matchAll(/^# TYPE (\S+)/gm);
  const ofRetraining = renderPrometheus([], new Date()).matchAll(/^# TYPE (\S+)/gm);
  // Made by the API when it starts, as gauges that read its champions, and the record of forecasts.
  const gauges = [
    ...["model_age_seconds", "model_age_sessions", "model_broken", "model_store_up", "up"],
    ...["record_symbols", "record_fleet", "record_forecasts_waiting"],
  ];
  const known = new Set([...ofApi, ...ofRetraining, ...ofWorker].map(([, name]) => name!).concat(gauges));
  const board = JSON.parse(await readFile(pathOf("deploy/grafana/lstm-predict.json"), "utf8"));
  const ofBoard: string[] = board.panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
    targets.map(({ expr }) => expr),
  );
  const ofRules = (await readFile(RULES, "utf8"))
    .split("\n")
    .filter((line) => !/^ *(#|summary|- alert)/.test(line));
  const named = [...ofBoard, ...ofRules].flatMap((text) => text.match(/\b[a-z]+(_[a-z0-9]+)+\b/g) ?? []);
  const functions = ["histogram_quantile", "rule_files"];
  const figures = named
    .filter((name) => !functions.includes(name))
    .map((name) => (known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, "")));
  expect(figures.length).toBeGreaterThan(30);
  expect(figures.filter((name) => !known.has(name))).toEqual([]);
  const ids: number[] = board.panels.map(({ id }: { id: number }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe("a unit that has failed", () => {
  async function alert(env: Record<string, string>, curl = "cat > $OUT/body; echo $* > $OUT/args") {
    for (const [name, script] of Object.entries({
      journalctl: 'echo "error: 1 of 1 symbols need a person: AAPL"',
      curl,
      mail: "cat > $OUT/mail; echo $* > $OUT/mail-args",
    })) {
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, name), 0o755);
    }
    return run(pathOf("deploy/systemd/alert.sh"), ["lstm-predict-retrain.service"], {
      env: { PATH: `${folder}${delimiter}${process.env.PATH}`, OUT: folder, ...env },
    });
  }
  const written = (name: string) => readFile(join(folder, name), "utf8");
  const LINES = "error: 1 of 1 symbols need a person: AAPL";

  test("when nobody is named, then it is an error in the journal", async () => {
    expect((await alert({})).stdout).toMatch(/^<3>\S+: lstm-predict-retrain\.service has failed; journalctl/);
  });

  test("when an address is named, then it gets the unit and its last lines", async () => {
    await alert({ ALERT_URL: "https://ntfy.example.com/mine", ALERT_MAIL: "ops@example.com" });
    expect(await written("body")).toMatch(
      new RegExp(`^\\S+: lstm-predict-retrain\\.service has failed\n\n${LINES}\n$`),
    );
    expect(await written("args")).toMatch(/ https:\/\/ntfy\.example\.com\/mine\n$/);
    expect(await written("mail")).toBe(`${LINES}\n`);
    expect(await written("mail-args")).toMatch(
      /^-s \S+: lstm-predict-retrain.service has failed ops@example.com\n$/,
    );
  });

  test("when the address cannot be reached, then the alert fails as well, and mail is sent all the same", async () => {
    await rm(join(folder, "mail"), { force: true });
    const sent = alert(
      { ALERT_URL: "https://ntfy.example.com/mine", ALERT_MAIL: "ops@example.com" },
      "exit 7",
    );
    await expect(sent).rejects.toMatchObject({ code: 1 });
    expect(await written("mail")).toBe(`${LINES}\n`);
  });
});
