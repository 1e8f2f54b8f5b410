import { join } from "node:path";
import { formatForecasts, parseSettled, SETTLED, type SettledForecast } from "@lstm-predict/forecasts";
import { BundleError } from "./errors.ts";
import { readListedFile } from "./load.ts";
import type { BundleMetadata } from "./types.ts";

/** The file of a bundle with the forecasts of its test span, one line a day. */
export const TEST_FORECASTS_FILE = "test-forecasts.csv";

/** Significant digits: bars have the seven of a float32, and more than nine would only make the file larger. */
const DIGITS = 9;

/** Formats CSV with the columns date, actual, prediction, naive, then lower50, upper50 and so on for each level. */
export function formatTestForecasts(days: readonly SettledForecast[]): string {
  return formatForecasts(days, SETTLED, DIGITS);
}

/**
 * Reads the forecasts of a bundle's test span, oldest first; empty if the bundle is too old to have the file.
 *
 * @throws BundleError `missing_file`, `changed_file`, `unreadable_file` or `bad_content`
 */
export async function readTestForecasts(
  dir: string,
  metadata: Pick<BundleMetadata, "files">,
): Promise<SettledForecast[]> {
  if (!(TEST_FORECASTS_FILE in metadata.files)) return [];
  const text = (await readListedFile(dir, TEST_FORECASTS_FILE, metadata)).toString("utf8");
  const where = join(dir, TEST_FORECASTS_FILE);
  return parseSettled(text, (line, expected) => {
    const message = `${where}, line ${line}: expected ${expected}; train the model again`;
    return new BundleError("bad_content", message);
  });
}
