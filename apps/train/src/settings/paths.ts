import { fileURLToPath } from "node:url";

const repository = (folder: string) => fileURLToPath(new URL(`../../../${folder}`, import.meta.url));

/** Default folder of bundles; the API reads the same variable. */
export const MODELS_DIR = process.env.MODELS_DIR || repository("models");

/** Folder of downloads. */
export const DATA_DIR = process.env.DATA_DIR || repository("data");

/** Folder of tracked runs. */
export const MLRUNS_DIR = process.env.MLRUNS_DIR || repository("mlruns");

/** Folder of the repository, for its commit. */
export const REPOSITORY = repository("");
