import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { parseConfig } from "@lstm-predict/model";
import { promote, storeOf } from "@lstm-predict/registry";
import { createTracker, listSpool } from "mlflow-js-client/spool";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import { saveVersion } from "../../../packages/jobs/test/bundles.ts";
import { cli, folder } from "./cli.ts";
import { Machine, SMALL } from "./retrain.ts";

const at = (day: string) => ({ createdAt: `2026-${day}T22:00:00.000Z` });

describe("models prune", () => {
  let env: Record<string, string>;
  let versions: string[];
  beforeEach(async () => {
    const [models, mlruns, data] = [await folder(), await folder(), await folder()];
    env = { MODELS_DIR: models, MLRUNS_DIR: mlruns, DATA_DIR: data };
    versions = [];
    for (const day of ["05-01", "06-01", "07-01", "08-01"]) {
      versions.push(await saveVersion(models, at(day)));
      if (day < "07-01") await promote(models, "AAPL", versions.at(-1)!, "by hand");
    }
    const tracker = createTracker({ spoolDir: join(mlruns, "spool") });
    tracker.startRun({ experiment: "AAPL" }).end();
    await tracker.close();
  });
  const prune = (...flags: string[]) => cli(["models", "prune", ...flags], { env });
  const left = async () => (await storeOf(env.MODELS_DIR!).listVersions()).get("AAPL");

  test("when nothing confirms it, then it lists what would go and why the rest stays, and nothing goes", async () => {
    const { code, stdout } = await prune("--symbol", "aapl", "--keep", "1");
    expect(code).toBe(0);
    const rows = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
    const rowOf = (version: string) => rows.find((cells) => cells.includes(version))!.slice(2);
    expect(versions.map(rowOf)).toEqual([
      [versions[0], "for a rollback"],
      [versions[1], "served"],
      [versions[2], expect.stringMatching(/^\d+$/)],
      [versions[3], "newest"],
    ]);
    expect(stdout).toContain("1 tracked run stays, not sent: pnpm runs sync sends, --unsent deletes them\n");
    expect(stdout).toMatch(/\nWould be deleted with --keep 1: 1 version \(0\.0 MB\)\.\n/);
    expect(stdout).toMatch(/\nNothing is deleted yet: --yes does it\.\n$/);
    expect(await left()).toEqual(versions);
  });

  test("when --yes confirms it, then it goes, runs that no server has only with --unsent, and the document says all", async () => {
    const { code, stdout } = await prune("--keep", "1", "--yes", "--json");
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      store: env.MODELS_DIR,
      keep: "1",
      dryRun: false,
      goes: [{ kind: "version", symbol: "AAPL", name: versions[2], bytes: document.bytes }],
      failures: [],
    });
    expect(document.stays.map(({ reason }: { reason: string }) => reason)).toEqual([
      "rollback",
      "champion",
      "newest",
      "not sent",
    ]);
    expect(await left()).toEqual([versions[0], versions[1], versions[3]]);
    expect(listSpool(join(env.MLRUNS_DIR!, "spool"))).toHaveLength(1);
    const again = await prune("--keep", "30d", "--yes");
    expect(again.stdout).toContain("Deleted with --keep 30d: nothing.");
  });

  test("when a log is damaged, then its symbol keeps all, the others are pruned, and the exit code is 1", async () => {
    const models = env.MODELS_DIR!;
    const ko: string[] = [];
    for (const day of ["05-01", "06-01", "07-01"]) {
      ko.push(await saveVersion(models, { symbol: "KO", ...at(day) }));
    }
    await promote(models, "KO", ko[0]!, "by hand");
    await writeFile(join(models, "AAPL", "promotions.jsonl"), "{}\n");
    const { code, stdout, stderr } = await prune("--keep", "1", "--yes");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`error: AAPL could not be pruned: ${models}/AAPL/promotions.jsonl, line 1: `),
    ]);
    expect(stdout).toContain("Deleted with --keep 1: 1 version");
    expect(await left()).toEqual(versions);
    expect((await storeOf(models).listVersions()).get("KO")).toEqual([ko[0], ko[2]]);
  });

  test.each(["0", "d", "-3"])("when --keep is %j, then it says what is legal", async (text) => {
    const { code, stderr } = await prune(`--keep=${text}`);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("Expected a number of versions such as 10, or of days such as 30d."),
    ]);
  });
});

test("when a retraining prunes, then old versions of the retrained symbols go, and summary and document say so", async () => {
  await using yahoo = await startStandIn({
    markets: ["AAPL", "KO"].map((symbol, k) => sampleMarket({ symbol, scale: 1 + k })),
  });
  const machine = await Machine.with(yahoo);
  const config = parseConfig(SMALL);
  const [to, upToDate] = ["2018-03-29", "2018-05-11"];
  const old: string[] = [];
  for (const day of ["05-01", "06-01", "07-01"]) {
    old.push(await saveVersion(machine.models, { symbol: "AAPL", config, to, ...at(day) }));
    await saveVersion(machine.models, { symbol: "KO", config, to: upToDate, ...at(day) });
  }
  for (const [symbol, versions] of await storeOf(machine.models).listVersions()) {
    await promote(machine.models, symbol, versions[0]!, "for the test");
    await promote(machine.models, symbol, versions[2]!, "for the test");
  }
  const summary = join(await folder(), "summary.md");
  const planned = await machine.retrain("AAPL,KO", "--dry-run", "--prune", "1");
  expect(JSON.parse(planned.stdout).pruned.goes).toEqual([
    { kind: "version", symbol: "AAPL", name: old[1], bytes: expect.any(Number) },
  ]);
  expect((await storeOf(machine.models).listVersions()).get("AAPL")).toEqual(old);

  machine.env.RETRAIN_PRUNE = "1";
  const run = await machine.retrain("AAPL,KO", "--summary", summary);
  expect(run.outcomes).toMatchObject({ KO: "up to date" });
  const { pruned } = JSON.parse(run.stdout);
  // Of two promoted ones and the new one, whether it is promoted or not, the first is needed by nobody.
  expect(pruned.goes.map(({ name }: { name: string }) => name)).toContain(old[1]);
  expect(pruned.failures).toEqual([]);
  const versions = await storeOf(machine.models).listVersions();
  expect(versions.get("AAPL")).not.toContain(old[1]);
  expect(versions.get("KO")).toHaveLength(3);
  expect(await readFile(summary, "utf8")).toMatch(/\nPruned: \d versions? \(0\.\d MB\)\.\n/);
});
