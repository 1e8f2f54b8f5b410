import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import type { Claim } from "../src/stores/claim.ts";
import { claimedStore } from "../src/stores/claimed-store.ts";
import { machine, objectsDir, proxy, putObject, save } from "./stores.ts";

const waiting = () => new AbortController().signal;

test("when two machines claim a symbol, then one has it until it releases it, and other symbols are free", async () => {
  const [one, other] = [await machine(), await machine()];
  const claims = await Promise.all([one, other].map((store) => store.claim("AAPL", { holder: "me" })));
  expect(claims.filter(Boolean)).toHaveLength(1);
  const [claim] = claims.filter((one) => one !== undefined);
  expect(JSON.parse(await readFile(`${objectsDir()}/claims/AAPL.json`, "utf8"))).toEqual({
    token: claim!.token,
    holder: "me",
    renewals: 0,
  });
  expect(await other.claim("AAPL")).toBeUndefined();
  const free = await other.claim("KO");
  expect(await one.holdsClaim("AAPL", claim!.token)).toBe(true);
  await claim!.release();
  expect(await one.holdsClaim("AAPL", claim!.token)).toBe(false);
  const next = await other.claim("AAPL");
  expect(next!.token).not.toBe(claim!.token);
  await Promise.all([next!.release(), free!.release()]);
});

test("when a holder has died, then its claim expires by the store's clock, and who waits has it", async () => {
  const store = await machine();
  await putObject("claims/AAPL.json", '{"token":"of-the-dead"}');
  expect(await store.claim("AAPL", { seconds: 3 })).toBeUndefined();
  const claim = await store.claim("AAPL", { seconds: 3, wait: waiting() });
  expect(await store.holdsClaim("AAPL", "of-the-dead")).toBe(false);
  await claim!.release();
});

test("when a holder renews its claim, then nobody waits for its end", async () => {
  const [one, other] = [await machine(), await machine()];
  const claim = await one.claim("AAPL", { seconds: 3 });
  expect(await other.claim("AAPL", { seconds: 3, wait: waiting() })).toBeUndefined();
  expect(claim!.lost.aborted).toBe(false);
  await claim!.release();
});

test("when the wait is ended, then it rejects", async () => {
  const store = await machine();
  await putObject("claims/AAPL.json", '{"token":"of-another"}');
  await expect(store.claim("AAPL", { wait: AbortSignal.timeout(100) })).rejects.toMatchObject({
    name: "AbortError",
  });
});

test("when a holder is cut off from the store for longer than its claim, then it knows, and publishes nothing", async () => {
  const [one, other] = [await machine(), await machine()];
  const claim = await one.claim("AAPL", { seconds: 3 });
  const store = claimedStore(one, "AAPL", claim!.token);
  const version = await save(store, 1);
  expect(await store.push("AAPL", version)).toBe(true);
  proxy.fault = () => ({ kind: "status", status: 503 });
  await once(claim!.lost, "abort");
  proxy.fault = () => undefined;
  // A renewal that was on its way may still succeed, for a moment.
  let next: Claim | undefined;
  while (!next) next = await other.claim("AAPL", { seconds: 3, wait: waiting() });
  const second = await save(store, 2);
  await expect(store.push("AAPL", second)).rejects.toMatchObject({ code: "claim_lost" });
  await expect(store.movePointer("AAPL", "{}", undefined)).rejects.toMatchObject({ code: "claim_lost" });
  await expect(store.appendToLog("AAPL", "{}")).rejects.toMatchObject({ code: "claim_lost" });
  expect((await other.listVersions("AAPL")).get("AAPL")).toEqual([version]);
  await claim!.release();
  expect(await other.holdsClaim("AAPL", next.token)).toBe(true);
  await next.release();
});

test("when a claim is damaged, then it is nobody's", async () => {
  const store = await machine();
  await putObject("claims/AAPL.json", '{"token":');
  const claim = await store.claim("AAPL");
  expect(claim).toBeDefined();
  await claim!.release();
});
