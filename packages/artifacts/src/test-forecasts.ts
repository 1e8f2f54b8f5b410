import { join } from "node:path";
import { BundleError } from "./errors.ts";
import { readListedFile } from "./load.ts";
import type { BundleMetadata } from "./types.ts";

/** A day of the test span, and what was said of it the evening before; prices in the unit of the bars. */
export interface TestForecast {
  /** YYYY-MM-DD */
  date: string;
  /** The close that came. */
  actual: number;
  prediction: number;
  /** The close before: "tomorrow = today". */
  naive: number;
  /** Lower and upper price by percent of the days; empty where the model has no error bar. */
  intervals: Record<string, [lower: number, upper: number]>;
}

/** The file of a bundle that holds them, one line a day. */
export const TEST_FORECASTS_FILE = "test-forecasts.csv";

const COLUMNS = ["date", "actual", "prediction", "naive"];
/** Float32 bars have seven digits; more would be noise that makes the file large. */
const DIGITS = 9;

/** CSV with the columns date, actual, prediction, naive, and for each level lower50, upper50 and so on. */
export function formatTestForecasts(days: readonly TestForecast[]): string {
  const levels = Object.keys(days[0]?.intervals ?? {});
  const header = [...COLUMNS, ...levels.flatMap((level) => [`lower${level}`, `upper${level}`])];
  const lines = days.map(({ date, actual, prediction, naive, intervals }) => {
    const ends = levels.flatMap((level) => intervals[level]!);
    return [date, ...[actual, prediction, naive, ...ends].map((price) => Number(price.toPrecision(DIGITS)))];
  });
  return `${[header, ...lines].map((cells) => cells.join(",")).join("\n")}\n`;
}

/**
 * The test span of a bundle, oldest day first; empty for a bundle that was made before they were kept.
 * Throws a `BundleError`: `missing_file`, `changed_file`, `unreadable_file` or `bad_content`.
 */
export async function readTestForecasts(
  dir: string,
  metadata: Pick<BundleMetadata, "files">,
): Promise<TestForecast[]> {
  if (!(TEST_FORECASTS_FILE in metadata.files)) return [];
  const text = (await readListedFile(dir, TEST_FORECASTS_FILE, metadata)).toString("utf8");
  return parse(text, join(dir, TEST_FORECASTS_FILE));
}

function parse(text: string, where: string): TestForecast[] {
  const [header = [], ...lines] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const levels = header.slice(COLUMNS.length).flatMap((name) => /^lower(\d+)$/.exec(name)?.[1] ?? []);
  return lines.map(([date, ...cells], index) => {
    const numbers = cells.map(Number);
    const [actual, prediction, naive, ...ends] = numbers;
    if (ends.length !== 2 * levels.length || !numbers.every(Number.isFinite)) {
      throw new BundleError(
        "bad_content",
        `${where}, line ${index + 2}: expected ${header.join(",")}; train the model again`,
      );
    }
    const intervals = levels.map((level, k) => [level, [ends[2 * k]!, ends[2 * k + 1]!] as [number, number]]);
    return {
      ...{ date: date!, actual: actual!, prediction: prediction!, naive: naive! },
      intervals: Object.fromEntries(intervals),
    };
  });
}
