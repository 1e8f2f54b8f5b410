import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "@jest/globals";

const atRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The command line and the environment that run a program of this folder as a person would. */
export function commandOf(script: string, ...args: string[]) {
  const env = { ...process.env, NODE_OPTIONS: "" };
  return [process.execPath, [atRoot(`examples/${script}`), ...args], { env }] as const;
}

/** Runs a program of this folder, and returns what it prints. */
export async function run(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(...commandOf(script, ...args));
  return stdout;
}

/** The text of a file of the repository. */
export const read = (path: string) => readFile(atRoot(path), "utf8");

/** Expects that docs/library.md shows a program as it stands here, and below it what it printed. */
export async function expectShown(script: string, printed: string): Promise<void> {
  const page = await read("docs/library.md");
  const program = `\`\`\`ts\n${await read(`examples/${script}`)}\`\`\`\n`;
  expect(page).toContain(program);
  const [, shown] = page.slice(page.indexOf(program) + program.length).match(/^```\n([\s\S]*?)^```$/m)!;
  const [ours, theirs] = [printed, shown!].map(withoutBundle);
  const numbers = /\d+\.\d+/g;
  expect(theirs!.replace(numbers, "#")).toBe(ours!.replace(numbers, "#"));
  // The weights of two builds of the kernel differ in the last bits, and so may the last digits.
  expect(theirs!.match(numbers)!.map(Number)).toEqual(
    ours!.match(numbers)!.map((figure) => expect.closeTo(Number(figure), 1)),
  );
}

/** The name of a bundle has the time of its training. */
const withoutBundle = (text: string) => text.replace(/^bundle: .*\n/m, "");
