import { fileURLToPath } from "node:url";

const repository = (folder: string) => fileURLToPath(new URL(`../../../../${folder}`, import.meta.url));

/** Where things are kept. The environment is read at each use: no module has to be loaded after it is set. */
export const paths = {
  /** Bundles, unless a flag says otherwise; the API reads the same variable. */
  get models(): string {
    return process.env.MODELS_DIR || repository("models");
  },
  /** Downloads. */
  get data(): string {
    return process.env.DATA_DIR || repository("data");
  },
  /** Tracked runs. */
  get mlruns(): string {
    return process.env.MLRUNS_DIR || repository("mlruns");
  },
  /** The repository itself, for its commit. */
  repository: repository(""),
};
