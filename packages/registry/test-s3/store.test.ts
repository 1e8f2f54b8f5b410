import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { loadBundle } from "@lstm-predict/artifacts";
import { challenge } from "../src/challenge.ts";
import { promote, readChampion, resolveBundleDir, rollBack } from "../src/champion.ts";
import { listModels } from "../src/list.ts";
import { readPromotions } from "../src/promotions.ts";
import { openStore, storeOf } from "../src/stores/open-store.ts";
import { machine, objectsDir, proxy, putObject, save, storeUrl } from "./stores.ts";

const yes = async () => ({ promote: true, reason: "better", evidence: { mase: 0.99 } });
const no = async () => ({ promote: false, reason: "worse" });

describe("two machines", () => {
  test("when one trains, then the other has the same champion, bundle and history", async () => {
    const [trainer, api] = [await machine(), await machine()];
    const [first, second, third] = [await save(trainer, 1), await save(trainer, 2), await save(trainer, 3)];
    const symbol = "AAPL";
    expect(await challenge(trainer, { symbol, version: first }, no)).toMatchObject({ promoted: true });
    expect(await challenge(trainer, { symbol, version: second }, yes)).toMatchObject({ reason: "better" });
    expect(await challenge(trainer, { symbol, version: third }, no)).toMatchObject({ promoted: false });
    expect(await readChampion(api, symbol)).toMatchObject({ version: second, reason: "better" });
    expect(await listModels(api)).toEqual([
      { symbol, champion: await readChampion(trainer, symbol), versions: [first, second, third].sort() },
    ]);
    const dir = await resolveBundleDir(api, symbol);
    expect(dir).toBe(join(api.modelsDir, symbol, second));
    expect((await loadBundle(dir)).model).toEqual(
      (await loadBundle(join(trainer.modelsDir, symbol, second))).model,
    );
    expect(await readFile(join(dir, "plots/loss.png"))).toEqual(Buffer.from([1, 2, 3]));
    const decisions = await readPromotions(api, symbol);
    expect(decisions.map(({ version }) => version)).toEqual([first, second, third]);
    expect(decisions[1]).toMatchObject({ reason: "better", evidence: { mase: 0.99 } });
    expect((await rollBack(api, symbol)).version).toBe(first);
    expect((await readChampion(trainer, symbol))!.version).toBe(first);

    // infra/src/bundles-access.ts allows only get and put below the prefix, and listing it.
    const [, , bucket, prefix] = storeUrl().split("/");
    for (const { method, path } of proxy.seen) {
      const { pathname, searchParams } = new URL(path, "http://s3");
      if (pathname === `/${bucket}/`) {
        expect([method, searchParams.get("list-type")]).toEqual(["GET", "2"]);
        expect(searchParams.get("prefix")).toMatch(new RegExp(`^${prefix}/`));
      } else {
        expect(`${method} ${pathname}`).toMatch(new RegExp(`^(GET|PUT) /${bucket}/${prefix}/`));
        expect([...searchParams.keys()]).toEqual(["x-id"]);
      }
    }
  });

  test("when a version was trained on the one, then the other promotes it; one that is nowhere it does not", async () => {
    const [trainer, other] = [await machine(), await machine()];
    const version = await save(trainer, 1);
    await expect(promote(other, "AAPL", version, "by hand")).rejects.toMatchObject({
      code: "no_bundle",
      message: expect.stringContaining(
        `${storeUrl()}/bundles/AAPL/${version}/ does not exist, or not yet as a whole`,
      ),
    });
    expect(await trainer.push("AAPL", version)).toBe(true);
    expect(await trainer.push("AAPL", version)).toBe(false);
    expect(await promote(other, "AAPL", version, "by hand")).toMatchObject({ version });
  });
});

test("when champions are listed, then it is one request, and the tag of a changed champion differs", async () => {
  const store = await machine();
  const [first, second] = [await save(store, 1), await save(store, 2)];
  await promote(store, "AAPL", first, "test");
  const before = await store.listChampions();
  proxy.seen.length = 0;
  expect(await store.listChampions()).toEqual(before);
  expect(proxy.seen).toHaveLength(1);
  await promote(store, "AAPL", second, "test");
  const after = await store.listChampions();
  expect([...after.keys()]).toEqual(["AAPL"]);
  expect(after.get("AAPL")).not.toBe(before.get("AAPL"));
});

test("when a version is here as a whole, then it is not fetched; a damaged copy is mended", async () => {
  const [trainer, api] = [await machine(), await machine()];
  const version = await save(trainer, 1);
  await trainer.push("AAPL", version);
  const dir = await api.pull("AAPL", version);
  proxy.seen.length = 0;
  expect(await api.pull("AAPL", version)).toBe(dir);
  expect(proxy.seen).toEqual([]);
  await writeFile(join(dir, "weights.bin"), "?");
  await api.pull("AAPL", version);
  expect(await readFile(join(dir, "weights.bin"))).toHaveLength(24);
});

describe("what is in the bucket", () => {
  const other = { "is another one": "{}", "was damaged on its disk": "{}", "is gone": undefined };

  test.each(Object.entries(other))(
    "when a file %s, then nothing arrives, and the error names it",
    async (how, body) => {
      const [trainer, api] = [await machine(), await machine()];
      const version = await save(trainer, 1);
      await trainer.push("AAPL", version);
      const key = `bundles/AAPL/${version}/preprocessing.json`;
      if (body === undefined) await rm(join(objectsDir(), key));
      else if (how === "is another one") await putObject(key, body);
      else await writeFile(join(objectsDir(), key), body);
      await expect(api.pull("AAPL", version)).rejects.toMatchObject({
        code: "changed_file",
        message: expect.stringContaining(`${version}/preprocessing.json changed after it was saved`),
      });
      expect(await storeOf(api.modelsDir).listVersions("AAPL")).toEqual(new Map());
    },
  );

  test("when another bundle has the version's name, then it stays, and the push is refused", async () => {
    const store = await machine();
    const version = await save(store, 1);
    const key = `bundles/AAPL/${version}/checksums.sha256`;
    await putObject(key, "another one's");
    await expect(store.push("AAPL", version)).rejects.toMatchObject({ code: "version_exists" });
    expect(await readFile(join(objectsDir(), key), "utf8")).toBe("another one's");
  });
});

test.each(["s3:/bucket", "s3://B", "s3://bucket/../x", "s3://bucket/a b", "https://bucket", "models"])(
  "when the store is %j, then it is refused with what is legal",
  async (bad) => {
    await expect(openStore({ url: bad, modelsDir: "models" })).rejects.toMatchObject({
      code: "bad_store",
      message: expect.stringContaining(`the store is "${bad}": expected s3://bucket`),
    });
  },
);
