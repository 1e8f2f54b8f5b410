import { type BundleStore, openStore } from "@lstm-predict/registry";

/** The store that MODEL_STORE names, such as s3://bucket/prefix. */
export function storeUrl(): string | undefined {
  return process.env.MODEL_STORE;
}

/** That store, with this folder as its working copy; without MODEL_STORE the folder itself. */
export function openModels(modelsDir: string): Promise<BundleStore> {
  return openStore({ url: storeUrl(), modelsDir });
}
