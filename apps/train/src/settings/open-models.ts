import { type BundleStore, openStore } from "@lstm-predict/registry";

/** The URL of the store, such as s3://bucket/prefix, if set. */
export function storeUrl(): string | undefined {
  return process.env.MODEL_STORE;
}

/** Opens the store of MODEL_STORE with `modelsDir` as working copy; without MODEL_STORE, `modelsDir` is the store. */
export function openModels(modelsDir: string): Promise<BundleStore> {
  return openStore({ url: storeUrl(), modelsDir });
}
