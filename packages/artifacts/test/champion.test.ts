import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  listModels,
  promote,
  promoteIfFirst,
  readChampion,
  resolveBundleDir,
  saveBundle,
  shouldPromote,
} from "../src/index.ts";
import { bundleContent } from "./content.ts";
import { modelsDir } from "./models-dir.ts";

test.each([
  [undefined, "yahoo", true],
  [undefined, "sample", true],
  ["sample", "yahoo", true],
  ["sample", "csv", true],
  ["sample", "sample", false],
  ["yahoo", "sample", false],
  ["yahoo", "yahoo", false],
  ["csv", "yahoo", false],
] as const)(
  "when the champion is from %s and the candidate from %s, then promotion is %s",
  (champion, candidate, yes) => {
    expect(shouldPromote(champion, candidate)).toBe(yes);
  },
);

describe("promoteIfFirst", () => {
  test("when sample, live and another live training follow each other, then the first live one stays", async () => {
    const models = await modelsDir();
    const train = async (salt: number, source: "sample" | "yahoo") => {
      const { metadata } = await saveBundle(models, bundleContent(salt, source));
      return { version: metadata.version, ...(await promoteIfFirst(models, metadata)) };
    };
    const sample = await train(1, "sample");
    expect(sample.promoted).toBe(true);
    const live = await train(2, "yahoo");
    expect(live.promoted).toBe(true);
    const later = await train(3, "yahoo");
    expect(later).toMatchObject({ promoted: false, champion: { version: live.version } });
    expect((await train(4, "sample")).promoted).toBe(false);

    expect(await readChampion(models, "AAPL")).toMatchObject({ symbol: "AAPL", version: live.version });
    const log = (await readFile(join(models, "AAPL", "promotions.jsonl"), "utf8")).trim().split("\n");
    expect(log.map((line) => JSON.parse(line).version)).toEqual([sample.version, live.version]);
    await promote(models, "AAPL", later.version, "promoted by hand");
    expect(await resolveBundleDir(models, "AAPL")).toBe(join(models, "AAPL", later.version));
  });

  test("when several first trainings end together, then exactly one is promoted", async () => {
    const models = await modelsDir();
    const bundles = await Promise.all([1, 2, 3, 4].map((salt) => saveBundle(models, bundleContent(salt))));
    const results = await Promise.all(bundles.map(({ metadata }) => promoteIfFirst(models, metadata)));
    expect(results.filter(({ promoted }) => promoted)).toHaveLength(1);
    const champion = await readChampion(models, "AAPL");
    for (const result of results) expect(result.champion).toEqual(champion);
  });
});

describe("refusals", () => {
  test("when a version is not there, then it cannot be promoted and the champion stays", async () => {
    const models = await modelsDir();
    const { metadata } = await saveBundle(models, bundleContent());
    await promoteIfFirst(models, metadata);
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
  const { champion } = await promoteIfFirst(models, first.metadata);
  await mkdir(join(models, "AAPL", ".saving-20261124T040506Z-00000000-x"));
  await mkdir(join(models, "not a symbol"));
  await mkdir(join(models, "MSFT"));
  const versions = [first, second].map(({ metadata }) => metadata.version).sort();
  expect(await listModels(models)).toEqual([{ symbol: "AAPL", champion, versions }]);
});
