import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { loadBundle, saveBundle } from "@lstm-predict/artifacts";
import { bundleContent } from "../../artifacts/test/content.ts";
import { challenge } from "../src/challenge.ts";
import { promote, readChampion, resolveBundleDir, rollBack } from "../src/champion.ts";
import { listModels } from "../src/list.ts";
import { readPromotions } from "../src/promotions.ts";
import { type PruneOptions, pruneVersions } from "../src/prune/prune.ts";
import type { BundleStore } from "../src/stores/bundle-store.ts";
import { storeOf } from "../src/stores/open-store.ts";
import { machine, objectsDir, proxy, storeUrl } from "./stores.ts";

const symbol = "AAPL";
const no = async () => ({ promote: false, reason: "worse" });
const KEEP_ONE: PruneOptions = { keep: { versions: 1 }, now: Date.now(), dryRun: false };

/** Saves a version of a day of October in the working copy. */
async function save(store: BundleStore, day: number): Promise<string> {
  const { metadata, ...content } = bundleContent(day);
  const createdAt = `2026-10-${String(day).padStart(2, "0")}T22:00:00.000Z`;
  return (await saveBundle(store.modelsDir, { ...content, metadata: { ...metadata, createdAt } })).metadata
    .version;
}

/** A store with `count` versions, of which the first is served: oldest first. */
async function trained(count: number): Promise<{ store: BundleStore; versions: string[] }> {
  const store = await machine();
  const versions: string[] = [];
  for (let day = 1; day <= count; day++) {
    const version = await save(store, day);
    await challenge(store, { symbol, version }, no);
    versions.push(version);
  }
  proxy.seen.length = 0;
  return { store, versions };
}

const goes = (fates: Awaited<ReturnType<typeof pruneVersions>>) =>
  fates.flatMap(({ version, reason }) => (reason === undefined ? [version] : []));
/** Objects of a version, in the bucket. */
const objectsOf = (version: string) =>
  readdir(join(objectsDir(), "bundles", symbol, version), { recursive: true }).catch(() => []);

describe("pruning", () => {
  test("when versions are old, then their objects go, the seal first, from the working copy too", async () => {
    const { store, versions } = await trained(4);
    const [first, second, third, fourth] = versions;
    const other = await machine();
    await other.pull(symbol, second!);
    const plan = await pruneVersions(store, symbol, { ...KEEP_ONE, dryRun: true });
    expect(goes(plan)).toEqual([second, third]);
    expect(proxy.seen.filter(({ method }) => method !== "GET")).toEqual([]);
    const size = await store.sizeOf(symbol, second!);
    expect(plan[1]!.bytes).toBe(2 * size);
    expect(size).toBe(await storeOf(store.modelsDir).sizeOf(symbol, second!));

    expect(await pruneVersions(store, symbol, KEEP_ONE)).toEqual(plan);
    const deleted = proxy.seen.filter(({ method }) => method === "DELETE").map(({ path }) => path);
    for (const path of deleted) expect(path).toMatch(/^\/models\/prefix-\d+\/bundles\/AAPL\//);
    for (const version of [second!, third!]) {
      const own = deleted.filter((path) => path.includes(version));
      expect(own[0]).toContain("checksums.sha256");
      expect(own.length).toBeGreaterThan(5);
      expect(await objectsOf(version)).toEqual([]);
    }
    const champion = await readChampion(store, symbol);
    expect(await listModels(other)).toEqual([{ symbol, champion, versions: [first, fourth] }]);
    expect((await storeOf(store.modelsDir).listVersions()).get(symbol)).toEqual([first, fourth]);
    // The other machine's copy is of a version that the store had.
    expect(goes(await pruneVersions(other, symbol, KEEP_ONE))).toEqual([second]);
    expect(await storeOf(other.modelsDir).listVersions()).toEqual(new Map());
    expect(await readPromotions(store, symbol)).toHaveLength(4);
  });

  test("when a version was never sent, or an API here starts with it, then the working copy keeps it", async () => {
    const { store, versions } = await trained(4);
    const [first, second, third, fourth] = versions;
    const unsent = await saveBundle(store.modelsDir, bundleContent(9));
    const { metadata, ...content } = bundleContent(8);
    const createdAt = "2026-09-01T22:00:00.000Z";
    const older = await saveBundle(store.modelsDir, { ...content, metadata: { ...metadata, createdAt } });
    const champions = [{ symbol, version: second, promotedAt: "2026-10-02T22:00:00Z", reason: "better" }];
    await writeFile(
      join(store.modelsDir, "last-served.json"),
      JSON.stringify({ store: storeUrl(), champions }),
    );
    const fates = await pruneVersions(store, symbol, KEEP_ONE);
    expect(Object.fromEntries(fates.map(({ version, reason }) => [version, reason]))).toEqual({
      [older.metadata.version]: "not sent",
      [first!]: "champion",
      [second!]: "served here",
      [third!]: undefined,
      [fourth!]: "decision",
      [unsent.metadata.version]: "newest",
    });
  });
});

describe("a prune that is killed", () => {
  // Four requests write: the mark, then deletions of the seal and of the rest.
  test.each([
    ["PUT", 1, "when it has marked the versions"],
    ["DELETE", 1, "when a seal is gone"],
    ["DELETE", 3, "in the middle of a version"],
    ["DELETE", 12, "in the middle of the second"],
  ])(
    "at %s %i, %s, then nobody sees half a version, none of them is promoted, and the next prune deletes the rest",
    async (method, n, _) => {
      const { store, versions } = await trained(4);
      const [first, second, third, fourth] = versions;
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "pruner.ts"), store.modelsDir, symbol],
        { env: { ...process.env, NODE_OPTIONS: "", MODEL_STORE: storeUrl() }, stdio: "inherit" },
      );
      const exited = once(child, "exit");
      let count = 0;
      proxy.fault = (seen) => {
        if (seen.method !== method || ++count !== n) return undefined;
        child.kill("SIGKILL");
        return { kind: "lost" };
      };
      expect(await exited).toEqual([null, "SIGKILL"]);
      proxy.fault = () => undefined;
      const other = await machine();
      for (const version of (await other.listVersions()).get(symbol)!) {
        await loadBundle(await other.pull(symbol, version));
      }
      for (const version of [second!, third!]) {
        await expect(promote(other, symbol, version, "by hand")).rejects.toMatchObject({ code: "pruned" });
      }
      if (method === "DELETE") {
        // Sent now, it would be deleted in part by a prune that goes on.
        const half = n < 12 ? second! : third!;
        await expect(store.push(symbol, half)).rejects.toMatchObject({ code: "pruned" });
      }
      expect((await readChampion(other, symbol))!.version).toBe(first);
      await pruneVersions(other, symbol, KEEP_ONE);
      expect(await listModels(other)).toMatchObject([{ versions: [first, fourth] }]);
      for (const version of [second!, third!]) expect(await objectsOf(version)).toEqual([]);
      await promote(other, symbol, fourth!, "by hand");
      expect((await rollBack(other, symbol)).version).toBe(first);
    },
  );
});

describe("at the same time", () => {
  test("when a machine that has a version sends it again, then it is refused while the prune goes on, and whole afterwards", async () => {
    const { store, versions } = await trained(3);
    const other = await machine();
    await other.pull(symbol, versions[1]!);
    let pushed: Promise<unknown> | undefined;
    proxy.fault = ({ method }) => {
      if (method === "DELETE" && !pushed) {
        pushed = new Promise((resolve) => setTimeout(resolve, 100)).then(() =>
          other.push(symbol, versions[1]!).catch(({ code }) => code),
        );
      }
      return method === "DELETE" ? { kind: "slow", ms: 50 } : undefined;
    };
    await pruneVersions(store, symbol, KEEP_ONE);
    proxy.fault = () => undefined;
    expect(["pruned", true]).toContain(await pushed);
    await other.push(symbol, versions[1]!);
    await loadBundle(await (await machine()).pull(symbol, versions[1]!));
  });

  test("when a version goes while it is fetched, then it does not exist, and nothing arrives", async () => {
    const { store, versions } = await trained(3);
    const reader = await machine();
    proxy.fault = ({ method, path }) =>
      method === "GET" && path.includes("weights.bin") ? { kind: "slow", ms: 1500 } : undefined;
    const pulled = reader.pull(symbol, versions[1]!).then(
      () => "whole",
      ({ code }) => code,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await pruneVersions(store, symbol, KEEP_ONE);
    expect(["no_bundle", "whole"]).toContain(await pulled);
    if ((await pulled) === "no_bundle") expect(await readdir(reader.modelsDir)).toEqual([]);
  });

  test("when several machines prune and promote, then a whole version is served", async () => {
    const { store, versions } = await trained(6);
    const machines = await Promise.all([machine(), machine(), machine()]);
    const outcomes = await Promise.allSettled([
      ...machines.map((other) => pruneVersions(other, symbol, KEEP_ONE)),
      ...versions.slice(1, 4).map((version, k) => promote(machines[k]!, symbol, version, "at once")),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") {
        expect(outcome.reason.code).toMatch(/^(champion_moved|pruned|no_bundle)$/);
      }
    }
    await loadBundle(await resolveBundleDir(await machine(), symbol));
    await pruneVersions(store, symbol, KEEP_ONE);
    const { champion, versions: left } = (await listModels(store))[0]!;
    expect(left).toContain(champion!.version);
    for (const version of left) await loadBundle(await (await machine()).pull(symbol, version));
  });
});

test("when the role may not delete, then the error names the right, and every version may be promoted as before", async () => {
  const { store, versions } = await trained(3);
  proxy.fault = ({ method }) => (method === "DELETE" ? { kind: "status", status: 403 } : undefined);
  await expect(pruneVersions(store, symbol, KEEP_ONE)).rejects.toMatchObject({
    code: "store_denied",
    message: expect.stringContaining("to prune s3:DeleteObject"),
  });
  proxy.fault = () => undefined;
  expect((await listModels(store))[0]!.versions).toEqual(versions);
  expect(await promote(store, symbol, versions[1]!, "by hand")).toMatchObject({ version: versions[1] });
});
