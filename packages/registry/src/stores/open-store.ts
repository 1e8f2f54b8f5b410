import { BundleError } from "@lstm-predict/artifacts";
import { quote } from "@lstm-predict/checks";
import type { BundleStore, Models } from "./bundle-store.ts";
import { FolderStore } from "./folder-store.ts";

/** Options of `openStore`. */
export interface StoreOptions {
  /** `s3://bucket/prefix`; undefined or empty: `modelsDir` is the store. */
  url?: string | undefined;
  /** The store, or the working copy of a remote store. */
  modelsDir: string;
  /** Time limit for one answer of S3; a request is sent up to four times. */
  timeoutMs?: number | undefined;
}

/**
 * Opens a folder or S3 as the store. Loads the S3 SDK only for `s3://`; the SDK finds credentials, region and endpoint as
 * usual: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 *
 * @throws BundleError `bad_store` for any other `url`
 */
export async function openStore({ url, modelsDir, timeoutMs }: StoreOptions): Promise<BundleStore> {
  if (!url) return new FolderStore(modelsDir);
  const place = parseStoreUrl(url);
  const { S3Store } = await import("./s3-store.ts");
  return new S3Store({ ...place, modelsDir, ...(timeoutMs !== undefined && { timeoutMs }) });
}

/** The store itself, or the FolderStore of a path. */
export function storeOf(models: Models): BundleStore {
  return typeof models === "string" ? new FolderStore(models) : models;
}

/**
 * Splits `s3://bucket/a/b` into the bucket and the prefix `a/b/`.
 *
 * @throws BundleError `bad_store`
 */
function parseStoreUrl(url: string): { bucket: string; prefix: string } {
  const [, bucket, path = ""] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[\w.-]+)*)\/?$/.exec(url) ?? [];
  if (bucket === undefined || /\/\.{1,2}(\/|$)/.test(path)) {
    throw new BundleError(
      "bad_store",
      `the store is ${quote(url)}: expected s3://bucket or s3://bucket/prefix, of letters, digits . _ and -`,
    );
  }
  return { bucket, prefix: path === "" ? "" : `${path.slice(1)}/` };
}

/** Whether `openStore` accepts `text` as a URL. */
export function isStoreUrl(text: string): boolean {
  try {
    parseStoreUrl(text);
    return true;
  } catch {
    return false;
  }
}
