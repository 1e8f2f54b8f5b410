import { readdir } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { modelsDir } from "../../artifacts/test/models-dir.ts";
import { claimedStore } from "../src/stores/claimed-store.ts";
import { storeOf } from "../src/stores/open-store.ts";

test("when one part has claimed a symbol of a models folder, then no other part has it before it is released", async () => {
  const dir = await modelsDir();
  const [one, other] = [storeOf(dir), storeOf(dir)];
  const claim = await one.claim("AAPL");
  expect([await other.claim("AAPL"), await other.holdsClaim("AAPL", claim!.token)]).toEqual([
    undefined,
    true,
  ]);
  const free = await other.claim("^GSPC");
  await free!.release();
  await claim!.release();
  expect(await other.holdsClaim("AAPL", claim!.token)).toBe(false);
  expect(await (await other.claim("AAPL"))!.release()).toBeUndefined();
  expect([...(await one.listVersions()).keys()]).toEqual([]);
  expect(await readdir(`${dir}/.claims`)).toEqual([]);
});

test("when a claim is held, then its store does all as before; after that, it publishes nothing", async () => {
  const store = storeOf(await modelsDir());
  const claim = await store.claim("AAPL");
  const claimed = claimedStore(store, "AAPL", claim!.token);
  expect([claimed.url, claimed.modelsDir]).toEqual([store.url, store.modelsDir]);
  await claimed.appendToLog("AAPL", '{"a":1}');
  expect((await claimed.readLog("AAPL")).lines).toEqual(['{"a":1}']);
  await claim!.release();
  await expect(claimed.appendToLog("AAPL", '{"a":2}')).rejects.toMatchObject({ code: "claim_lost" });
  expect((await claimed.readLog("AAPL")).lines).toEqual(['{"a":1}']);
});
