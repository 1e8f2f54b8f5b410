import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { loadBundle } from "@lstm-predict/artifacts";
import type { Fault, Seen } from "s3-server";
import { challenge } from "../src/challenge.ts";
import { promote, readChampion } from "../src/champion.ts";
import { listModels } from "../src/list.ts";
import { readPromotions } from "../src/promotions.ts";
import type { BundleStore } from "../src/stores/bundle-store.ts";
import { machine, proxy, save, storeUrl } from "./stores.ts";

const yes = async () => ({ promote: true, reason: "better" });
const symbol = "AAPL";

/** A store with a champion, and a second version that is only saved locally. */
async function withChampion(): Promise<{ store: BundleStore; first: string; second: string }> {
  const store = await machine();
  const [first, second] = [await save(store, 1), await save(store, 2)];
  await promote(store, symbol, first, "test");
  proxy.seen.length = 0;
  return { store, first, second };
}

test.each([1, 3, 6])(
  "when the process is killed at upload %i, then the version stays invisible, and the next push completes it",
  async (upload) => {
    const { store, first, second } = await withChampion();
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "pusher.ts"), store.modelsDir, symbol, second],
      { env: { ...process.env, NODE_OPTIONS: "", MODEL_STORE: storeUrl() }, stdio: "inherit" },
    );
    const exited = once(child, "exit");
    let uploads = 0;
    proxy.fault = ({ method }) => {
      if (method !== "PUT" || ++uploads !== upload) return undefined;
      child.kill("SIGKILL");
      return { kind: "lost" };
    };
    expect(await exited).toEqual([null, "SIGKILL"]);
    proxy.fault = () => undefined;
    const other = await machine();
    expect(await other.listVersions()).toEqual(new Map([[symbol, [first]]]));
    await expect(other.pull(symbol, second)).rejects.toMatchObject({ code: "no_bundle" });
    expect((await readChampion(other, symbol))!.version).toBe(first);
    expect(await store.push(symbol, second)).toBe(true);
    await loadBundle(await other.pull(symbol, second));
  },
);

test("when every answer is slow, then all of it works", async () => {
  const { store, second } = await withChampion();
  proxy.fault = () => ({ kind: "slow", ms: 200 });
  expect(await challenge(store, { symbol, version: second }, yes)).toMatchObject({ promoted: true });
  await loadBundle(await (await machine()).pull(symbol, second));
});

/** Makes every second request for the same object fail, starting with the first. */
function every(fault: Fault) {
  const asked = new Map<string, number>();
  return ({ method, path }: Seen) => {
    const times = (asked.get(method + path) ?? 0) + 1;
    asked.set(method + path, times);
    return times % 2 === 1 ? fault : undefined;
  };
}

describe.each<[string, Fault]>([
  ["is a 503", { kind: "status", status: 503 }],
  ["is lost after the server has obeyed", { kind: "lost" }],
])("when every second answer %s", (_, fault) => {
  test("then requests are repeated, each decision is made and recorded once, and nothing is lost", async () => {
    const { store, first, second } = await withChampion();
    proxy.fault = every(fault);
    expect(await challenge(store, { symbol, version: second }, yes)).toMatchObject({ promoted: true });
    proxy.fault = () => undefined;
    expect((await readChampion(store, symbol))!.version).toBe(second);
    expect((await readPromotions(store, symbol)).map(({ version }) => version)).toEqual([first, second]);
    const other = await machine();
    proxy.fault = every(fault);
    await loadBundle(await other.pull(symbol, second));
  });
});

test.each<[string, Fault]>([
  ["breaks off", { kind: "cut" }],
  ["is another one", { kind: "truncated" }],
])(
  "when an object %s once, then the version arrives; when always, then nothing is left of it",
  async (how, fault) => {
    const { store, second } = await withChampion();
    await store.push(symbol, second);
    const other = await machine();
    let faults = 0;
    const isWeights = ({ method, path }: Seen) => method === "GET" && path.includes("weights.bin");
    proxy.fault = (seen) => (isWeights(seen) ? fault : undefined);
    await expect(other.pull(symbol, second)).rejects.toMatchObject({
      code: how === "breaks off" ? "store_unreachable" : "changed_file",
    });
    expect(await readdir(other.modelsDir)).toEqual([]);
    proxy.fault = (seen) => (isWeights(seen) && how === "breaks off" && faults++ === 0 ? fault : undefined);
    await loadBundle(await other.pull(symbol, second));
  },
);

describe("two promoters", () => {
  test("when both have read the same champion, then one wins and the other learns which", async () => {
    const { store, second } = await withChampion();
    const other = await machine();
    const third = await save(other, 3);
    await store.push(symbol, second);
    await other.push(symbol, third);
    // Both read the pointer before either writes it.
    const results = await together(2, () => [
      promote(store, symbol, second, "one"),
      promote(other, symbol, third, "other"),
    ]);
    const won = results.filter(({ status }) => status === "fulfilled");
    expect(won).toHaveLength(1);
    const { version } = (won[0] as PromiseFulfilledResult<{ version: string }>).value;
    expect((await readChampion(store, symbol))!.version).toBe(version);
    const lost = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({
      code: "champion_moved",
      message: expect.stringContaining(`another promotion was faster, and ${version} is served now`),
    });
    expect(await readPromotions(store, symbol)).toHaveLength(2);
  });

  test("when eight first trainings end together, then one is first, the others meet it, and no decision is lost", async () => {
    const machines = await Promise.all(Array.from({ length: 8 }, () => machine()));
    const versions = await Promise.all(machines.map((store, k) => save(store, k + 1)));
    const outcomes = await Promise.all(
      machines.map((store, k) =>
        challenge(store, { symbol, version: versions[k]! }, async () => ({ promote: false, reason: "no" })),
      ),
    );
    expect(outcomes.filter(({ promoted }) => promoted)).toHaveLength(1);
    const decisions = await readPromotions(machines[0]!, symbol);
    expect(decisions.map(({ version }) => version).sort()).toEqual([...versions].sort());
    const { version } = (await readChampion(machines[0]!, symbol))!;
    expect(outcomes.map(({ champion }) => champion?.version)).toEqual(versions.map(() => version));
    expect(decisions[0]).toMatchObject({ version, reason: "first successful training" });
  });
});

/** Holds back the first `count` conditional writes of the champion until all have arrived. */
async function together<T>(count: number, begin: () => Promise<T>[]) {
  let waiting = 0;
  proxy.fault = ({ method, path }) => {
    if (method === "PUT" && path.includes("/champions/")) waiting++;
    // Each write comes after a read, so a waiting write is joined by the other.
    return method === "PUT" && waiting <= count ? { kind: "slow", ms: 300 } : undefined;
  };
  const results = await Promise.allSettled(begin());
  proxy.fault = () => undefined;
  return results;
}

describe("what needs a person", () => {
  test("when the credentials are wrong, then the error says where they come from", async () => {
    await withChampion();
    process.env.AWS_SECRET_ACCESS_KEY = "wrong";
    await expect(listModels(await machine())).rejects.toMatchObject({
      code: "store_denied",
      message: expect.stringMatching(/denies access: check the credentials .*SignatureDoesNotMatch 403/),
    });
  });

  test("when there are no credentials, then it is the same error", async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(listModels(await machine())).rejects.toMatchObject({ code: "store_denied" });
  });

  test("when S3 answers 403 for a missing object, then a listing decides; without the right to list, it is an error", async () => {
    const store = await machine();
    const version = await save(store, 1);
    proxy.fault = () => ({ kind: "unlisted" });
    expect(await challenge(store, { symbol, version }, yes)).toMatchObject({ promoted: true });
    expect(await readChampion(store, "MSFT")).toBeUndefined();
    proxy.fault = ({ path }) =>
      path.includes("list-type") ? { kind: "status", status: 403 } : { kind: "unlisted" };
    await expect(readChampion(store, "MSFT")).rejects.toMatchObject({
      code: "store_denied",
      message: expect.stringMatching(/that they allow s3:ListBucket, s3:GetObject.*AccessDenied 403/),
    });
    expect((await readChampion(store, symbol))!.version).toBe(version);
  });

  test("when the bucket is not there, then the error says so", async () => {
    await expect(listModels(await machine({ url: "s3://nowhere/x" }))).rejects.toMatchObject({
      code: "no_bucket",
      message: expect.stringContaining("s3://nowhere/x has no such bucket"),
    });
  });

  test.each<[string, Fault]>([
    ["answers 503 always", { kind: "status", status: 503 }],
    ["never answers", { kind: "hang" }],
  ])("when the server %s, then it is out of reach, and the champion is as it was", async (_, fault) => {
    const { first, second, store } = await withChampion();
    const impatient = await machine({ timeoutMs: 200 });
    proxy.fault = () => fault;
    await expect(listModels(impatient)).rejects.toMatchObject({
      code: "store_unreachable",
      message: expect.stringContaining("is out of reach, or did not answer in time"),
    });
    expect(proxy.seen).toHaveLength(4);
    proxy.fault = ({ method }) => (method === "PUT" ? { kind: "status", status: 503 } : undefined);
    await expect(challenge(store, { symbol, version: second }, yes)).rejects.toMatchObject({
      code: "store_unreachable",
    });
    proxy.fault = () => undefined;
    expect((await readChampion(store, symbol))!.version).toBe(first);
    expect(await readPromotions(store, symbol)).toHaveLength(1);
  });
});
