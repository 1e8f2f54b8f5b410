import { fileURLToPath } from "node:url";

const repository = (folder: string) => fileURLToPath(new URL(`../../../../${folder}`, import.meta.url));

/** Where bundles are kept unless a flag says otherwise; the API reads the same variable. */
export const MODELS_DIR = process.env.MODELS_DIR || repository("models");

/** Where downloads are kept. */
export const DATA_DIR = process.env.DATA_DIR || repository("data");

/** Where runs are tracked. */
export const MLRUNS_DIR = process.env.MLRUNS_DIR || repository("mlruns");

/** The repository itself, for its commit. */
export const REPOSITORY = repository("");
