import { relative } from "node:path";

/** A path as a person would type it here: relative below the current folder, as it is elsewhere. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith("..") ? path : shown || ".";
}
