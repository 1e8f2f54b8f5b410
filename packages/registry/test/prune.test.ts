import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readMetadata, saveBundle, verifyBundle } from "@lstm-predict/artifacts";
import { bundleContent } from "../../artifacts/test/content.ts";
import { modelsDir } from "../../artifacts/test/models-dir.ts";
import { challenge } from "../src/challenge.ts";
import { promote, readChampion, resolveBundleDir, rollBack } from "../src/champion.ts";
import { listModels } from "../src/list.ts";
import { readPromotions } from "../src/promotions.ts";
import { type PruneOptions, pruneVersions } from "../src/prune/prune.ts";
import { removeMarked } from "../src/prune/remove-marked.ts";
import type { Pointer } from "../src/stores/bundle-store.ts";
import { FolderStore } from "../src/stores/folder-store.ts";

const symbol = "AAPL";
const no = async () => ({ promote: false, reason: "worse" });
const KEEP_ONE: PruneOptions = { keep: { versions: 1 }, now: Date.now(), dryRun: false };

/** Saves `count` versions, a day apart, and lets each challenge the first: oldest first. */
async function trained(
  models: string,
  count: number,
  options?: Parameters<typeof challenge>[3],
): Promise<string[]> {
  const versions: string[] = [];
  for (let day = 1; day <= count; day++) {
    const { metadata, ...content } = bundleContent(day);
    const createdAt = `2026-10-${String(day).padStart(2, "0")}T22:00:00.000Z`;
    const bundle = await saveBundle(models, { ...content, metadata: { ...metadata, createdAt } });
    await challenge(models, bundle.metadata, no, options);
    versions.push(bundle.metadata.version);
  }
  return versions;
}

const goes = (fates: Awaited<ReturnType<typeof pruneVersions>>) =>
  fates.flatMap(({ version, reason }) => (reason === undefined ? [version] : []));
const versionsIn = async (models: string) => (await listModels(models))[0]!.versions;

/** A store that deletes as one without locks does. */
class Marked extends FolderStore {
  override remove(name: string, versions: readonly string[], seen: Pointer | undefined): Promise<boolean> {
    return removeMarked(this, name, versions, seen, (version) => this.removeOne(name, version));
  }

  async removeOne(name: string, version: string): Promise<void> {
    await super.remove(name, [version], await this.readPointer(name));
  }
}

/** A store in which another process acts before a pointer moves, or versions are deleted. */
function interrupted(Base: typeof FolderStore, models: string, act: () => Promise<unknown>): FolderStore {
  let before: (() => Promise<unknown>) | undefined = act;
  const interrupt = async () => {
    const once = before;
    before = undefined;
    await once?.();
  };
  class Interrupted extends Base {
    override async movePointer(...args: Parameters<FolderStore["movePointer"]>): Promise<boolean> {
      await interrupt();
      return super.movePointer(...args);
    }

    override async remove(...args: Parameters<FolderStore["remove"]>): Promise<boolean> {
      await interrupt();
      return super.remove(...args);
    }
  }
  return new Interrupted(models);
}

describe.each([
  ["under the lock of a folder", FolderStore],
  ["under a mark, where there is no lock", Marked],
])("%s", (_, Base) => {
  const pruneOne = (models: string) => pruneVersions(new Base(models), symbol, KEEP_ONE);

  describe("pruning", () => {
    test("when versions are old, then they go with their bytes, and champion, decisions and rollback are as before", async () => {
      const models = await modelsDir();
      const [first, second, third, fourth, fifth] = await trained(models, 5);
      await promote(models, symbol, second!, "by hand");
      const [champion, decisions] = [
        await readChampion(models, symbol),
        await readPromotions(models, symbol),
      ];
      const plan = await pruneVersions(new Base(models), symbol, { ...KEEP_ONE, dryRun: true });
      expect(goes(plan)).toEqual([third, fourth]);
      expect(plan.map(({ reason }) => reason)).toEqual([
        "rollback",
        "champion",
        undefined,
        undefined,
        "newest",
      ]);
      const files = Object.keys((await readMetadata(join(models, symbol, third!))).files);
      expect(plan[2]!.bytes).toBeGreaterThan(100 * files.length);
      expect(await versionsIn(models)).toHaveLength(5);

      expect(await pruneOne(models)).toEqual(plan);
      expect(await listModels(models)).toEqual([{ symbol, champion, versions: [first, second, fifth] }]);
      expect(await readPromotions(models, symbol)).toEqual(decisions);
      expect((await readdir(join(models, symbol))).sort()).toEqual(
        [first, second, fifth, "champion.json", "promotions.jsonl"].sort(),
      );
      expect(goes(await pruneOne(models))).toEqual([]);
      expect((await rollBack(models, symbol)).version).toBe(first);
      await verifyBundle(await resolveBundleDir(models, symbol));
    });

    test("when a rollback would serve a version that is gone, then the error names it, and the champion stays", async () => {
      const models = await modelsDir();
      const [first, second, third] = await trained(models, 3);
      await promote(models, symbol, second!, "by hand");
      await promote(models, symbol, third!, "by hand");
      await pruneVersions(new Base(models), symbol, { ...KEEP_ONE, now: Date.now() });
      expect(await versionsIn(models)).toEqual([second, third]);
      expect((await rollBack(models, symbol)).version).toBe(second);
      await expect(rollBack(models, symbol)).rejects.toMatchObject({
        code: "no_bundle",
        message: expect.stringContaining(
          `has served ${first} before ${second}, but it is not there any more`,
        ),
      });
      expect((await readChampion(models, symbol))!.version).toBe(second);
    });

    test("when champion.json is damaged, then nothing goes; where no version is, nothing happens", async () => {
      const models = await modelsDir();
      await trained(models, 3);
      await writeFile(join(models, symbol, "champion.json"), "{");
      const fates = await pruneOne(models);
      expect(new Set(fates.map(({ reason }) => reason))).toEqual(new Set(["unreadable champion"]));
      expect(await pruneVersions(models, "MSFT", KEEP_ONE)).toEqual([]);
      expect(await readdir(models)).toEqual([symbol]);
    });

    test("when every model was refused, so that none is served, then old ones go, and the next may be the first", async () => {
      const models = await modelsDir();
      const refuse = () => ({ promote: false, reason: "worse than the forecast without a model" });
      const versions = await trained(models, 4, { first: refuse });
      expect(goes(await pruneOne(models))).toEqual(versions.slice(0, 3));
      expect(await listModels(models)).toEqual([{ symbol, champion: undefined, versions: [versions[3]] }]);
      await expect(resolveBundleDir(models, symbol)).rejects.toMatchObject({ code: "no_model" });
      await expect(promote(models, symbol, versions[0]!, "by hand")).rejects.toMatchObject({
        code: "no_bundle",
      });
      expect(goes(await pruneOne(models))).toEqual([]);
      const [next] = await trained(models, 1);
      expect(await readChampion(models, symbol)).toMatchObject({
        version: next,
        reason: "first successful training",
      });
      expect(await readPromotions(models, symbol)).toHaveLength(5);
    });

    test("when the first promotion meets a prune, then it succeeds, or is refused if its version went", async () => {
      const models = await modelsDir();
      const refuse = () => ({ promote: false, reason: "worse than the forecast without a model" });
      const [first, , third] = await trained(models, 3, { first: refuse });
      const promoter = interrupted(Base, models, () => pruneOne(models));
      await expect(promote(promoter, symbol, first!, "by hand")).rejects.toMatchObject({ code: "no_bundle" });
      expect(await readChampion(models, symbol)).toBeUndefined();
      const { metadata, ...content } = bundleContent(9);
      const createdAt = "2026-09-01T22:00:00.000Z";
      await saveBundle(models, { ...content, metadata: { ...metadata, createdAt } });
      const second = interrupted(Base, models, () => pruneOne(models));
      expect((await promote(second, symbol, third!, "by hand")).version).toBe(third);
    });
  });

  describe("a promotion of a version that is being pruned", () => {
    test("when it is faster, then the version stays", async () => {
      const models = await modelsDir();
      const [first, second, third, fourth] = await trained(models, 4);
      const pruner = interrupted(Base, models, () => promote(models, symbol, second!, "by hand"));
      expect(goes(await pruneVersions(pruner, symbol, KEEP_ONE))).toEqual([third]);
      expect((await readChampion(models, symbol))!.version).toBe(second);
      expect(await versionsIn(models)).toEqual([first, second, fourth]);
    });

    test("when the prune is faster, then it is refused, and the champion stays", async () => {
      const models = await modelsDir();
      const [first, second] = await trained(models, 4);
      const promoter = interrupted(Base, models, () => pruneOne(models));
      await expect(promote(promoter, symbol, second!, "by hand")).rejects.toMatchObject({
        code: "no_bundle",
      });
      expect((await readChampion(models, symbol))!.version).toBe(first);
    });

    test("when the prune is of other versions, then it succeeds", async () => {
      const models = await modelsDir();
      const [, , , fourth] = await trained(models, 4);
      const promoter = interrupted(Base, models, () => pruneOne(models));
      expect((await promote(promoter, symbol, fourth!, "by hand")).version).toBe(fourth);
      expect(await readFile(join(models, symbol, "champion.json"), "utf8")).not.toContain("pruned");
    });

    test("when several prune and promote at once, then a whole version is served, and every promotion is one or an error", async () => {
      const models = await modelsDir();
      const versions = await trained(models, 8);
      const attempts = versions.map((version) => promote(models, symbol, version, "at once"));
      const prunes = [1, 2, 3].map(() => pruneOne(models));
      const outcomes = await Promise.allSettled([...attempts, ...prunes]);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") {
          expect(outcome.reason.code).toMatch(/^(champion_moved|pruned|no_bundle)$/);
        }
      }
      await verifyBundle(await resolveBundleDir(models, symbol));
      for (const version of await versionsIn(models)) await verifyBundle(join(models, symbol, version));
      const last = (await readPromotions(models, symbol))
        .filter((decision) => "promotedAt" in decision)
        .at(-1);
      expect(last!.version).toBe((await readChampion(models, symbol))!.version);
    });
  });
});

test("when a prune was killed, then its versions are refused, a promotion keeps the mark, and the next prune ends it", async () => {
  const models = await modelsDir();
  const [first, second, third, fourth] = await trained(models, 4);
  class Killed extends Marked {
    override removeOne(): Promise<void> {
      return Promise.reject(new Error("killed"));
    }
  }
  await expect(pruneVersions(new Killed(models), symbol, KEEP_ONE)).rejects.toThrow("killed");
  expect((await readChampion(models, symbol))!.version).toBe(first);
  await expect(promote(models, symbol, second!, "by hand")).rejects.toMatchObject({
    code: "pruned",
    message: expect.stringContaining(`AAPL ${second} is being deleted by pnpm models prune`),
  });
  await promote(models, symbol, fourth!, "by hand");
  await expect(promote(models, symbol, third!, "by hand")).rejects.toMatchObject({ code: "pruned" });
  expect(JSON.stringify(await readPromotions(models, symbol))).not.toContain("pruned");
  const plenty: PruneOptions = { ...KEEP_ONE, keep: { versions: 100 } };
  expect(goes(await pruneVersions(new Marked(models), symbol, plenty))).toEqual([second, third]);
  expect(await versionsIn(models)).toEqual([first, fourth]);
  expect(goes(await pruneVersions(new Marked(models), symbol, plenty))).toEqual([]);
});

test("when a prune was killed after a version had moved away, then the next one sweeps it, even if nothing goes", async () => {
  const models = await modelsDir();
  const [first] = await trained(models, 1);
  const left = `.old-20261124T040506Z-1a2b3c4d-0b8f1c0e-6f6e-4d3c-9a55-0123456789ab`;
  await mkdir(join(models, symbol, left));
  await pruneVersions(models, symbol, { ...KEEP_ONE, dryRun: true });
  expect(await readdir(join(models, symbol))).toContain(left);
  await pruneVersions(models, symbol, KEEP_ONE);
  expect((await readdir(join(models, symbol))).sort()).toEqual([first, "champion.json", "promotions.jsonl"]);
});

test("when a version goes while it is read, then it does not exist, rather than being damaged", async () => {
  const models = await modelsDir();
  const [, second] = await trained(models, 3);
  const dir = join(models, symbol, second!);
  const reads = Array.from({ length: 50 }, () => readMetadata(dir).catch(({ code }) => code));
  const lists = Array.from({ length: 20 }, () => listModels(models));
  await pruneVersions(models, symbol, KEEP_ONE);
  for (const outcome of await Promise.all(reads)) {
    expect(typeof outcome === "string" ? outcome : outcome.version).toMatch(/^(no_bundle|2026)/);
  }
  for (const [listing] of await Promise.all(lists)) expect(listing!.champion).toBeDefined();
  await expect(readMetadata(dir)).rejects.toMatchObject({ code: "no_bundle" });
});
