import { relative } from "node:path";

/** Shortens a path for display: relative if it is below the current folder, otherwise unchanged. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith("..") ? path : shown || ".";
}
