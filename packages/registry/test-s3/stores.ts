import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import { saveBundle } from "@lstm-predict/artifacts";
import { credentials, FaultProxy, S3Server } from "s3-server";
import { bundleContent } from "../../artifacts/test/content.ts";
import { modelsDir } from "../../artifacts/test/models-dir.ts";
import type { BundleStore } from "../src/stores/bundle-store.ts";
import { openStore } from "../src/stores/open-store.ts";

const environment = { ...process.env };
let server: S3Server;
export let proxy: FaultProxy;
let url: string;
let prefixes = 0;

beforeAll(async () => {
  server = await S3Server.start();
});
beforeEach(async () => {
  proxy = await FaultProxy.start(server.port);
  Object.assign(process.env, credentials(proxy.url));
  url = `s3://models/prefix-${++prefixes}`;
});
afterEach(() => proxy[Symbol.asyncDispose]());
afterAll(async () => {
  process.env = environment;
  await server[Symbol.asyncDispose]();
});

/** Environment variables with which another process reaches the store of this test. */
export const storeUrl = () => url;

/** The folder with the objects of this test's store as files. */
export const objectsDir = () => `${server.bucketDir}/${url.slice("s3://models/".length)}`;

/** The store of this test, from another machine: with an empty models folder. */
export async function machine(over: { url?: string; timeoutMs?: number } = {}): Promise<BundleStore> {
  return openStore({ url, modelsDir: await modelsDir(), ...over });
}

/** Saves a bundle in the models folder of the store; returns its version. */
export async function save(store: BundleStore, salt: number): Promise<string> {
  return (await saveBundle(store.modelsDir, bundleContent(salt))).metadata.version;
}

/** Writes an object to the store of this test, without any of its checks. */
export async function putObject(key: string, body: string): Promise<void> {
  const client = new S3Client({ forcePathStyle: true });
  const Key = `${url.slice("s3://models/".length)}/${key}`;
  await client.send(new PutObjectCommand({ Bucket: "models", Key, Body: body }));
}
