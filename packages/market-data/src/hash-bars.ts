import { createHash } from "node:crypto";
import type { Bar } from "@lstm-predict/bars";
import { formatCsv } from "./csv-format.ts";

/** SHA-256 (hex) of the bars as CSV text; equals `sha256sum` of the file that stores a download. */
export function hashBars(bars: readonly Bar[]): string {
  return createHash("sha256").update(formatCsv(bars)).digest("hex");
}
