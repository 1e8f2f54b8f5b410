import { readFile } from "node:fs/promises";
import { symbolOf } from "@lstm-predict/bars";
import type { Command } from "commander";

/** Reads symbols from a file, one a line, # starts a comment; a usage error if the file is unreadable. */
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
    .filter((line) => line !== "");
}

/**
 * Lists the symbols of a comma-separated list and of a file, in upper case. A name that is no symbol stays as it is. Ends with a
 * usage error if there is no name.
 */
export async function listSymbols(
  command: Command,
  flag: string,
  list: string | undefined,
  file: string | undefined,
): Promise<string[]> {
  const named = list?.split(",").map((name) => name.trim()) ?? [];
  const listed = file === undefined ? [] : await readSymbols(command, file);
  const symbols = [...named, ...listed].map((name) => symbolOf(name) ?? name);
  if (symbols.length > 0) return symbols;
  return command.error(`error: expected ${flag} LIST or --symbols-file FILE, with at least one symbol`, {
    exitCode: 2,
  });
}
