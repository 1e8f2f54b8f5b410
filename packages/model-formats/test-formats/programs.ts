import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const atRoot = (path: string) => here(`../../../${path}`);
const env = { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1" };

/** Runs the command line `lstm-predict` and returns the JSON document that it prints. */
// biome-ignore lint/suspicious/noExplicitAny: each command prints another document
export async function cli(args: string[]): Promise<any> {
  const main = atRoot("apps/train/src/main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env });
  return JSON.parse(stdout);
}

/** The command of docs/formats.md that turns scaler.pkl into scaler.json. */
export async function oneLiner(): Promise<string> {
  const text = await readFile(atRoot("docs/formats.md"), "utf8");
  return /^python -c .* > scaler\.json$/m.exec(text)![0];
}

/** Runs a shell command that begins with `python` in a folder, with the Python of the tests. */
export async function pythonLine(line: string, cwd: string): Promise<void> {
  const command = line.replace(/^python /, `"${here(".venv/bin/python")}" `);
  await promisify(execFile)("/bin/sh", ["-c", command], { cwd });
}

/** Starts the HTTP API on a models folder in a new process. */
export async function api(modelsDir: string) {
  const child = spawn(process.execPath, [atRoot("apps/api/src/main.ts")], {
    env: { ...env, MODELS_DIR: modelsDir, PORT: "0", RATE_LIMIT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let url = "";
  for await (const line of createInterface({ input: child.stdout })) {
    url = JSON.parse(line).url ?? "";
    if (url !== "") break;
  }
  child.stdout.resume();
  return {
    async forecast(symbol: string, windows: number[][][]): Promise<number[]> {
      const response = await fetch(`${url}/predict/batch`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ symbol, windows }),
      });
      const { forecasts } = (await response.json()) as { forecasts: { prediction: number }[] };
      return forecasts.map(({ prediction }) => prediction);
    },
    async stop() {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
    },
  };
}
