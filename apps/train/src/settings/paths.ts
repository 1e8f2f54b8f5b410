import { fileURLToPath } from "node:url";

const repository = (folder: string) => fileURLToPath(new URL(`../../../../${folder}`, import.meta.url));

/** Folders. Each use reads the environment, so that modules may be loaded before it is set. */
export const paths = {
  /** Default folder of bundles; the API reads the same variable. */
  get models(): string {
    return process.env.MODELS_DIR || repository("models");
  },
  /** Folder of downloads. */
  get data(): string {
    return process.env.DATA_DIR || repository("data");
  },
  /** Folder of tracked runs. */
  get mlruns(): string {
    return process.env.MLRUNS_DIR || repository("mlruns");
  },
  /** Folder of the repository, for its commit. */
  repository: repository(""),
};
