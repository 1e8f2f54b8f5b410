import { relative } from "node:path";
import { printable } from "@lstm-predict/checks";

/** Shortens a path for display: relative if it is below the current folder, otherwise unchanged; on one line in any case. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return printable(shown.startsWith("..") ? path : shown || ".");
}
