import { readFile } from "node:fs/promises";
import type { ModelConfig } from "@lstm-predict/model";
import type { Space } from "@lstm-predict/tuning";

/**
 * Reads a space from a JSON file; without a file, it is the default space of the target.
 *
 * @throws TuningError `bad_space`
 */
export async function readSpace(file: string | undefined, base: ModelConfig): Promise<Space> {
  const { defaultSpace, parseSpace, TuningError } = await import("@lstm-predict/tuning");
  if (file === undefined) return defaultSpace(base.target);
  const text = await readFile(file, "utf8").catch(({ code }: NodeJS.ErrnoException) => {
    throw new TuningError("bad_space", `--space ${file} cannot be read (${code}): expected a JSON file`);
  });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new TuningError("bad_space", `--space ${file}: not JSON: ${(cause as Error).message}`);
  }
  return parseSpace(given, base);
}
