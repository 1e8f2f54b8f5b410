import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { serverFileOf } from "@lstm-predict/tracking";
import { paths } from "./settings/paths.ts";

/** The version of MLflow that the client is tested with. */
export const MLFLOW = "mlflow==3.17.2";

/** The MLflow server cannot be installed or started, or has ended. */
export class MlflowServerError extends Error {
  readonly code = "mlflow_server";
}

/** Options of `runServer`. */
export interface ServerOptions {
  port: number;
  /** Called before steps that take long. */
  onNote(note: string): void;
  signal: AbortSignal;
}

/**
 * Runs the MLflow server on `mlruns/` (SQLite and artifacts) until the signal aborts: with uvx if it is installed, else in a
 * virtual environment that it creates under `mlruns/`. Calls `onReady` with its address once it answers.
 *
 * @throws MlflowServerError if neither way works, or if the server ends by itself
 */
export async function runServer(options: ServerOptions, onReady: (url: string) => void): Promise<void> {
  const { port, signal, onNote } = options;
  await mkdir(paths.mlruns, { recursive: true });
  const [command, ...args] = await findMlflow(onNote);
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(command!, [...args, ...serverArgs(port)], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true, // a new process group, so that its workers end with it
    env: {
      ...process.env,
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
  });
  let stderrText = "";
  server.stderr!.on("data", (text) => {
    stderrText = `${stderrText}${text}`.slice(-2000);
  });
  const ended = once(server, "exit");
  const stop = () => killGroup(server, "SIGTERM");
  signal.addEventListener("abort", stop);
  try {
    await ready(url, ended, signal, () => stderrText);
    if (signal.aborted) return;
    await writeFile(serverFileOf(paths.mlruns), JSON.stringify({ url, pid: process.pid }));
    onReady(url);
    await ended;
    if (!signal.aborted) throw new MlflowServerError(`the MLflow server has ended: ${lastLine(stderrText)}`);
  } finally {
    signal.removeEventListener("abort", stop);
    await rm(serverFileOf(paths.mlruns), { force: true });
    stop();
    await Promise.race([ended, setTimeout(5000, undefined, { ref: false })]);
    killGroup(server, "SIGKILL");
  }
}

function serverArgs(port: number): string[] {
  return [
    "server",
    "--workers",
    "1",
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--backend-store-uri",
    `sqlite:///${join(paths.mlruns, "mlflow.db")}`,
    "--artifacts-destination",
    join(paths.mlruns, "artifacts"),
  ];
}

/** The command that runs MLflow; installs MLflow if needed. */
async function findMlflow(onNote: (note: string) => void): Promise<string[]> {
  if (await runs("uvx", "--version")) return ["uvx", "--from", MLFLOW, "mlflow"];
  const venv = join(paths.mlruns, ".venv");
  const bin = join(venv, "bin");
  const installed = join(bin, "mlflow");
  if (existsSync(installed)) return [installed];
  if (!(await runs("python3", "-c", "import venv, sys; assert sys.version_info >= (3, 10)"))) {
    throw new MlflowServerError(
      "MLflow needs uvx, or python3 3.10 or later with its venv module: neither is installed; runs are kept in mlruns/spool until there is a server",
    );
  }
  onNote(`installing ${MLFLOW} into ${venv}: some minutes, once`);
  const steps = [
    ["python3", "-m", "venv", venv],
    [join(bin, "python"), "-m", "pip", "install", "--quiet", MLFLOW],
  ];
  for (const [command, ...args] of steps) {
    await promisify(execFile)(command!, args).catch((error: Error & { stderr?: string }) => {
      throw new MlflowServerError(
        `${MLFLOW} cannot be installed: ${lastLine(error.stderr ?? error.message)}`,
      );
    });
  }
  return [installed];
}

async function runs(command: string, ...args: string[]): Promise<boolean> {
  return promisify(execFile)(command, args).then(
    () => true,
    () => false,
  );
}

/** Waits until the server answers or the signal aborts. */
async function ready(
  url: string,
  ended: Promise<unknown>,
  signal: AbortSignal,
  stderrText: () => string,
): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!signal.aborted) {
    if (over) throw new MlflowServerError(`the MLflow server did not start: ${lastLine(stderrText())}`);
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await setTimeout(250);
  }
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {} // it has ended already
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) || "it printed no error";
}
