import { readFile } from "node:fs/promises";
import type { Command } from "commander";

/** The symbols of a file, one a line, # begins a comment; a usage error when it cannot be read. */
export async function readSymbols(command: Command, file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(({ code }: NodeJS.ErrnoException) =>
    command.error(
      `error: --symbols-file ${file} cannot be read (${code}): expected a file with one symbol a line`,
      { exitCode: 2 },
    ),
  );
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.toUpperCase());
}
