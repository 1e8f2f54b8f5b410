import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { saveBundle } from "@lstm-predict/artifacts";
import { tryLock } from "@lstm-predict/storage";
import { bundleContent } from "../../artifacts/test/content.ts";
import { modelsDir } from "../../artifacts/test/models-dir.ts";
import { challenge } from "../src/challenge.ts";
import { promote, readChampion, rollBack } from "../src/champion.ts";
import { type LoggedDecision, readPromotions } from "../src/promotions.ts";
import { FolderStore } from "../src/stores/folder-store.ts";

const refuse = async () => ({ promote: false, reason: "worse" });
const save = async (models: string, salt: number) =>
  (await saveBundle(models, bundleContent(salt))).metadata.version;
const logOf = (models: string) => join(models, "AAPL", "promotions.jsonl");
const versionsIn = (decisions: LoggedDecision[]) => decisions.map(({ version }) => version);

/** A store whose log cannot be appended to, as on a full disk. */
class FullStore extends FolderStore {
  override appendToLog(): Promise<void> {
    return Promise.reject(Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" }));
  }
}

test("when the log ends with half a line, then decisions are read with a warning, a rollback works, and the next line repairs it", async () => {
  const models = await modelsDir();
  const [a, b] = [await save(models, 1), await save(models, 2)];
  await promote(models, "AAPL", a, "by hand");
  await promote(models, "AAPL", b, "by hand");
  const whole = await readFile(logOf(models), "utf8");
  await appendFile(logOf(models), '{"symbol":"AAPL","version":"2026');
  const warnings: string[] = [];
  const decisions = await readPromotions(models, "AAPL", (warning) => warnings.push(warning));
  expect(versionsIn(decisions)).toEqual([a, b]);
  expect(warnings).toEqual([
    `${logOf(models)} ends with an incomplete line, which is skipped; the next decision removes it`,
  ]);
  expect((await rollBack(models, "AAPL", (warning) => warnings.push(warning))).version).toBe(a);
  expect(warnings).toHaveLength(2);
  const repaired = await readFile(logOf(models), "utf8");
  expect([repaired.startsWith(whole), repaired.slice(whole.length)]).toEqual([
    true,
    expect.stringMatching(/^{.*}\n$/),
  ]);
  await readPromotions(models, "AAPL", (warning) => warnings.push(warning));
  expect(warnings).toHaveLength(2);
});

test("when a promotion cannot be logged, then its decision is in the pointer, and the next promotion logs both", async () => {
  const models = await modelsDir();
  const [a, b, c] = [await save(models, 1), await save(models, 2), await save(models, 3)];
  await promote(models, "AAPL", a, "by hand");
  const details = { evidence: { mase: 0.9, days: [1, 2] } };
  const champion = await promote(new FullStore(models), "AAPL", b, "though the disk is full", details);
  expect(await readChampion(models, "AAPL")).toEqual(champion);
  const expected = { ...champion, ...details };
  expect((await readPromotions(models, "AAPL")).at(-1)).toEqual(expected);
  expect((await readFile(logOf(models), "utf8")).trim().split("\n")).toHaveLength(1);

  // A refusal overwrites no pointer: it may come first.
  await challenge(models, { symbol: "AAPL", version: c }, refuse);
  expect(versionsIn(await readPromotions(models, "AAPL"))).toEqual([a, c, b]);
  await promote(models, "AAPL", c, "by hand");
  expect(versionsIn(await readPromotions(models, "AAPL"))).toEqual([a, c, b, c]);
  expect(JSON.parse((await readFile(logOf(models), "utf8")).split("\n")[2]!)).toEqual(expected);
  expect([(await rollBack(models, "AAPL")).version, (await rollBack(models, "AAPL")).version]).toEqual([
    b,
    a,
  ]);
});

test("when the decision before cannot be logged, then the champion stays, so that no decision is lost", async () => {
  const models = await modelsDir();
  const [a, b] = [await save(models, 1), await save(models, 2)];
  await promote(new FullStore(models), "AAPL", a, "by hand");
  await expect(promote(new FullStore(models), "AAPL", b, "by hand")).rejects.toMatchObject({
    code: "ENOSPC",
  });
  expect((await readChampion(models, "AAPL"))!.version).toBe(a);
  expect(versionsIn(await readPromotions(models, "AAPL"))).toEqual([a]);
});

test("when two processes complete a log at once, then the decision is read once", async () => {
  const models = await modelsDir();
  await promote(models, "AAPL", await save(models, 1), "by hand");
  await appendFile(logOf(models), await readFile(logOf(models)));
  expect(await readPromotions(models, "AAPL")).toHaveLength(1);
});

test("when champion.json is of an earlier version, or damaged, then the log is read as it is", async () => {
  const models = await modelsDir();
  const a = await save(models, 1);
  const { promotedAt } = await promote(models, "AAPL", a, "by hand", { evidence: { mase: 0.9 } });
  const decisions = await readPromotions(models, "AAPL");
  const pointer = join(models, "AAPL", "champion.json");
  const earlier = { symbol: "AAPL", version: a, promotedAt, reason: "by hand" };
  for (const text of [JSON.stringify(earlier), "", "{", "null", '{"symbol":"AAPL"}']) {
    await writeFile(pointer, text);
    expect(await readPromotions(models, "AAPL")).toEqual(decisions);
  }
});

test("when two versions are promoted at once, then one is served, and only the served ones are in the log", async () => {
  const models = await modelsDir();
  const versions = await Promise.all([1, 2, 3, 4].map((salt) => save(models, salt)));
  await promote(models, "AAPL", versions[0]!, "by hand");
  const outcomes = await Promise.allSettled(
    versions.slice(1).map((version) => promote(models, "AAPL", version, "at once")),
  );
  const served = outcomes.filter(({ status }) => status === "fulfilled").length;
  expect(served).toBeGreaterThan(0);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "champion_moved" });
  }
  const decisions = await readPromotions(models, "AAPL");
  expect(decisions).toHaveLength(1 + served);
  expect(decisions.at(-1)!.version).toBe((await readChampion(models, "AAPL"))!.version);
});

test("when killed processes left temporaries, then the next save or promotion removes them, and the lock goes as well", async () => {
  const models = await modelsDir();
  const uuid = "0b8f1c0e-6f6e-4d3c-9a55-0123456789ab";
  const left = async () => {
    await mkdir(join(models, "AAPL", `.saving-20261124T040506Z-1a2b3c4d-${uuid}`), { recursive: true });
    await writeFile(join(models, "AAPL", `.champion.json-${uuid}`), "");
  };
  await left();
  const version = await save(models, 1);
  expect(await readdir(join(models, "AAPL"))).toEqual([version]);
  await left();
  await promote(models, "AAPL", version, "by hand");
  expect((await readdir(join(models, "AAPL"))).sort()).toEqual([
    version,
    "champion.json",
    "promotions.jsonl",
  ]);
});

test("when another process holds the symbol, then a promotion waits for it", async () => {
  const models = await modelsDir();
  const version = await save(models, 1);
  const lock = tryLock(join(models, "AAPL", ".lock"))!;
  const promotion = promote(models, "AAPL", version, "by hand");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await readChampion(models, "AAPL")).toBeUndefined();
  lock.release();
  expect((await promotion).version).toBe(version);
});
