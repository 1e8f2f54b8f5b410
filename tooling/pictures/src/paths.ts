import { fileURLToPath } from "node:url";

/** The file or folder of the repository at `path`, which is relative to its root. */
export const atRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
