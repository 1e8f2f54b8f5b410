import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const tool = (name: string) => fileURLToPath(new URL(`../../../tooling/jest/${name}`, import.meta.url));

export interface Run {
  /** Its exit code, or the signal that ended it. */
  code: number | string;
  /** The end of what it printed; empty if it succeeded. */
  failure: string;
}

/** Runs a program with more variables in its environment. */
export async function run([program, ...args]: readonly string[], env: object = {}): Promise<Run> {
  const child = spawn(program!, args, { env: { ...process.env, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const [code, signal] = await once(child, "close");
  return { code: code ?? signal, failure: code === 0 ? "" : output.slice(-20_000) };
}

/**
 * Runs the package's own tests in another process: `node` is the command of Node.js, `root` the folder of the package or of
 * its copy. `passed` has the full names of the tests that passed.
 */
export async function runJest(node: readonly string[], root: string, args: readonly string[], env: object) {
  const folder = await mkdtemp(join(tmpdir(), "jest-"));
  const file = join(folder, "results.json");
  try {
    const flags = ["--config", tool("jest.config.json"), "--rootDir", root, "--reporters", "default"];
    // The configuration's paths begin at the package, which a copy is not in the repository.
    const tools = ["--env", tool("environment.cjs"), "--globalSetup", tool("compile-cache.cjs")];
    const command = [...node, jest, ...flags, ...tools, "--json", "--outputFile", file, ...args];
    const result = await run(command, {
      NODE_OPTIONS: "--experimental-vm-modules --no-warnings",
      ...env,
    });
    const { testResults } = JSON.parse(await readFile(file, "utf8").catch(() => '{"testResults": []}'));
    const tests = (testResults as { assertionResults: { status: string; fullName: string }[] }[]).flatMap(
      ({ assertionResults }) => assertionResults,
    );
    const passed = tests.filter(({ status }) => status === "passed").map(({ fullName }) => fullName);
    return { ...result, passed };
  } finally {
    await rm(folder, { recursive: true });
  }
}
