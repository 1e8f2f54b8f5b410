import { join } from "node:path";
import { formatForecasts, parseSettled, SETTLED, type SettledForecast } from "@lstm-predict/forecasts";
import { BundleError } from "./errors.ts";
import { readListedFile } from "./load.ts";
import type { BundleMetadata } from "./types.ts";

/** The file of a bundle that holds the forecasts of its test span, one line a day. */
export const TEST_FORECASTS_FILE = "test-forecasts.csv";

/** Float32 bars have seven digits; more would be noise that makes the file large. */
const DIGITS = 9;

/** CSV with the columns date, actual, prediction, naive, and for each level lower50, upper50 and so on. */
export function formatTestForecasts(days: readonly SettledForecast[]): string {
  return formatForecasts(days, SETTLED, DIGITS);
}

/**
 * The test span of a bundle, oldest day first; empty for a bundle that was made before they were kept.
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
