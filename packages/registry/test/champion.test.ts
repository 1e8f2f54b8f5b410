import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { saveBundle } from "@lstm-predict/artifacts";
import { bundleContent } from "../../artifacts/test/content.ts";
import { modelsDir } from "../../artifacts/test/models-dir.ts";
import { challenge } from "../src/challenge.ts";
import { promote, readChampion, resolveBundleDir, rollBack } from "../src/champion.ts";
import { listModels } from "../src/list.ts";
import { readPromotions } from "../src/promotions.ts";

const yes = async () => ({ promote: true, reason: "better", evidence: { mase: 0.99 } });
const no = async () => ({ promote: false, reason: "worse", evidence: { mase: 1.01 } });

const save = async (models: string, salt: number) => (await saveBundle(models, bundleContent(salt))).metadata;

describe("challenge", () => {
  test("when trainings follow each other, then the judge decides, and every decision is in the log", async () => {
    const models = await modelsDir();
    const [first, better, worse] = [await save(models, 1), await save(models, 2), await save(models, 3)];
    expect(await challenge(models, first, no)).toMatchObject({
      promoted: true,
      reason: "first successful training",
    });
    expect(await challenge(models, better, yes)).toMatchObject({
      champion: { version: better.version },
      promoted: true,
      reason: "better",
    });
    const judged: string[] = [];
    const outcome = await challenge(models, worse, async ({ version }) => {
      judged.push(version);
      return no();
    });
    expect(outcome).toMatchObject({
      champion: { version: better.version },
      promoted: false,
      reason: "worse",
    });
    expect(judged).toEqual([better.version]);
    expect(await readChampion(models, "AAPL")).toMatchObject({ symbol: "AAPL", version: better.version });
    expect(await readPromotions(models, "AAPL")).toEqual([
      {
        symbol: "AAPL",
        version: first.version,
        promotedAt: expect.any(String),
        reason: "first successful training",
      },
      {
        symbol: "AAPL",
        version: better.version,
        promotedAt: expect.any(String),
        reason: "better",
        evidence: { mase: 0.99 },
      },
      {
        symbol: "AAPL",
        version: worse.version,
        refusedAt: expect.any(String),
        reason: "worse",
        champion: better.version,
        evidence: { mase: 1.01 },
      },
    ]);
  });

  test("when the first is refused, then nothing is served, the log says why, and the next one is the first", async () => {
    const models = await modelsDir();
    const [bad, good] = [await save(models, 1), await save(models, 2)];
    const first = () => ({ promote: false, reason: "its MASE is above 1.005", evidence: { mase: 3 } });
    expect(await challenge(models, bad, yes, { first })).toEqual({
      champion: undefined,
      promoted: false,
      reason: "its MASE is above 1.005",
    });
    expect(await readChampion(models, "AAPL")).toBeUndefined();
    expect(await readPromotions(models, "AAPL")).toEqual([
      {
        symbol: "AAPL",
        version: bad.version,
        refusedAt: expect.any(String),
        reason: "its MASE is above 1.005",
        evidence: { mase: 3 },
      },
    ]);
    expect(await challenge(models, good, no)).toMatchObject({
      champion: { version: good.version },
      promoted: true,
    });
  });

  test("when several first trainings end together, then one is first and the others are judged against it", async () => {
    const models = await modelsDir();
    const bundles = await Promise.all([1, 2, 3, 4].map((salt) => save(models, salt)));
    const results = await Promise.all(bundles.map((metadata) => challenge(models, metadata, no)));
    expect(results.filter(({ promoted }) => promoted)).toHaveLength(1);
    const champion = await readChampion(models, "AAPL");
    for (const result of results) expect(result.champion).toEqual(champion);
    expect(await readPromotions(models, "AAPL")).toHaveLength(4);
  });

  test("when the champion changes while it is judged, then the new one is judged", async () => {
    const models = await modelsDir();
    const [first, second, third] = [await save(models, 1), await save(models, 2), await save(models, 3)];
    await challenge(models, first, yes);
    const judged: string[] = [];
    await challenge(models, third, async ({ version }) => {
      judged.push(version);
      if (version === first.version) await promote(models, "AAPL", second.version, "by hand");
      return no();
    });
    expect(judged).toEqual([first.version, second.version]);
    expect((await readChampion(models, "AAPL"))!.version).toBe(second.version);
  });
});

test("when champion.json is damaged, then a challenger takes its place and the log says why", async () => {
  const models = await modelsDir();
  const [first, second] = [await save(models, 1), await save(models, 2)];
  await challenge(models, first, no);
  await writeFile(join(models, "AAPL", "champion.json"), '{"symbol":"AAPL",');
  const outcome = await challenge(models, second, no);
  expect(outcome).toMatchObject({ promoted: true, champion: { version: second.version } });
  expect((await readPromotions(models, "AAPL")).at(-1)!.reason).toMatch(
    /^the champion is unreadable: .*JSON/,
  );
});

describe("rollBack", () => {
  test("when it is repeated, then each rollback goes one version further back, until there is none", async () => {
    const models = await modelsDir();
    const [a, b, c] = [await save(models, 1), await save(models, 2), await save(models, 3)];
    await challenge(models, a, yes);
    await challenge(models, b, yes);
    await challenge(models, c, yes);
    await promote(models, "AAPL", c.version, "by hand, though it is served already");
    expect(await rollBack(models, "AAPL")).toMatchObject({
      version: b.version,
      reason: `rolled back from ${c.version}`,
    });
    expect((await rollBack(models, "AAPL")).version).toBe(a.version);
    expect(await resolveBundleDir(models, "AAPL")).toBe(join(models, "AAPL", a.version));
    await expect(rollBack(models, "AAPL")).rejects.toMatchObject({ code: "no_version_before" });
    await promote(models, "AAPL", c.version, "by hand");
    expect((await rollBack(models, "AAPL")).version).toBe(a.version);
    expect((await readPromotions(models, "AAPL")).at(-1)).toMatchObject({ rolledBackFrom: c.version });
  });

  test("when a crash lost the champion's own line, then the last one that has a line comes back", async () => {
    const models = await modelsDir();
    const [a, b] = [await save(models, 1), await save(models, 2)];
    await challenge(models, a, yes);
    await challenge(models, b, yes);
    const log = join(models, "AAPL", "promotions.jsonl");
    const [line] = (await readFile(log, "utf8")).split("\n");
    await writeFile(log, `${line}\n`);
    expect((await rollBack(models, "AAPL")).version).toBe(a.version);
  });

  test("when nothing is served or the log is damaged, then the error says so", async () => {
    const models = await modelsDir();
    await expect(rollBack(models, "AAPL")).rejects.toMatchObject({ code: "no_model" });
    await challenge(models, await save(models, 1), yes);
    const log = join(models, "AAPL", "promotions.jsonl");
    await writeFile(log, `${await readFile(log, "utf8")}{"symbol":"AAPL"\n`);
    await expect(rollBack(models, "AAPL")).rejects.toMatchObject({
      code: "bad_promotions",
      message: expect.stringContaining("promotions.jsonl, line 2: not valid JSON"),
    });
    await writeFile(log, '{"symbol":"AAPL","version":"x","promotedAt":"2026-11-24T04:05:06Z","reason":""}\n');
    await expect(rollBack(models, "AAPL")).rejects.toMatchObject({
      message: expect.stringContaining("line 1: version: expected a form like"),
    });
  });
});

describe("refusals", () => {
  test("when a version is not there, then it cannot be promoted and the champion stays", async () => {
    const models = await modelsDir();
    const { metadata } = await saveBundle(models, bundleContent());
    await challenge(models, metadata, yes);
    const missing = promote(models, "AAPL", "20260101T000000Z-00000000", "test");
    await expect(missing).rejects.toMatchObject({ code: "no_bundle" });
    await expect(promote(models, "AAPL", "../x", "test")).rejects.toMatchObject({ code: "bad_version" });
    expect((await readChampion(models, "AAPL"))!.version).toBe(metadata.version);
  });

  test("when nothing was trained, then the error says how to train", async () => {
    await expect(resolveBundleDir(await modelsDir(), "MSFT")).rejects.toMatchObject({
      code: "no_model",
      message: "MSFT has no trained model yet: run pnpm train --symbol MSFT",
    });
  });

  test("when the only model was refused, then the error says why, and how it is served all the same", async () => {
    const models = await modelsDir();
    const { symbol, version } = await save(models, 1);
    const first = () => ({ promote: false, reason: "its MASE is above 1.005" });
    await challenge(models, { symbol, version }, no, { first });
    await expect(resolveBundleDir(models, symbol)).rejects.toMatchObject({
      code: "no_model",
      message: `${symbol} has no champion: ${version} was refused, because its MASE is above 1.005; serve it all the same with pnpm promote --symbol ${symbol} --version ${version}`,
    });
    await promote(models, symbol, version, "test");
    expect(await resolveBundleDir(models, symbol)).toContain(version);
  });

  test("when champion.json is damaged, then the error names the field", async () => {
    const models = await modelsDir();
    await mkdir(join(models, "AAPL"));
    await writeFile(join(models, "AAPL", "champion.json"), '{"symbol":"AAPL","version":"../../etc"}');
    await expect(readChampion(models, "AAPL")).rejects.toMatchObject({
      code: "bad_champion",
      message: expect.stringContaining("version: expected a form like"),
    });
  });
});

test("when models are listed, then symbols, versions and champions are there and half bundles are not", async () => {
  const models = await modelsDir();
  expect(await listModels(join(models, "nowhere"))).toEqual([]);
  const first = await saveBundle(models, bundleContent(1));
  const second = await saveBundle(models, bundleContent(2));
  const { champion } = await challenge(models, first.metadata, yes);
  await mkdir(join(models, "AAPL", ".saving-20261124T040506Z-00000000-x"));
  await mkdir(join(models, "not a symbol"));
  await mkdir(join(models, "MSFT"));
  const versions = [first, second].map(({ metadata }) => metadata.version).sort();
  expect(await listModels(models)).toEqual([{ symbol: "AAPL", champion, versions }]);
});
