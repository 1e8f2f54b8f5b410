import { type BundleStore, openStore } from "@lstm-predict/artifacts";

/** The store that MODEL_STORE names, with this folder as its working copy; without one the folder itself. */
export function openModels(modelsDir: string): Promise<BundleStore> {
  return openStore({ url: process.env.MODEL_STORE, modelsDir });
}
