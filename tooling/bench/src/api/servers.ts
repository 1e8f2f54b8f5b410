import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { KernelName } from "fused-lstm/kernel";
import { SIZES } from "../sizes.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PYTHON = path(
  process.platform === "win32" ? "../../.venv/Scripts/python.exe" : "../../.venv/bin/python",
);
/** Time limit to start: TensorFlow is slow on a busy machine. */
const START_MS = 120_000;

/** Our server. */
export const OURS = "lstm-predict";
/** The servers that it is compared with. */
export const PEERS = ["FastAPI + Keras", "FastAPI + Keras, tf.function"] as const;
export type ServerName = typeof OURS | (typeof PEERS)[number];

/** A running server. */
export interface Server {
  name: ServerName;
  /** The build of the LSTM kernel; only our server has one. */
  kernel?: KernelName;
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a server on a free port; returns the reason if it does not start. Ours loads its model from `modelsDir` and computes
 * with `kernel`, by default the one that it would choose.
 */
export async function startServer(
  name: ServerName,
  modelsDir: string,
  kernel?: KernelName,
): Promise<Server | string> {
  const port = await freePort();
  const ours = name === OURS;
  if (!ours && !existsSync(PYTHON)) return "`pnpm bench:setup api` installs it";
  const [command, ...args] = ours
    ? [process.execPath, path("../../../../apps/api/src/main.ts")]
    : [PYTHON, path("fastapi_keras.py"), `${port}`, name.endsWith("tf.function") ? "compiled" : "predict"];
  const child = spawn(command!, args, {
    env: {
      ...process.env,
      ...(kernel && { LSTM_KERNEL: kernel }),
      PORT: `${port}`,
      MODELS_DIR: modelsDir,
      RATE_LIMIT_PER_MINUTE: "0",
      LOG_LEVEL: "info",
      BENCH_SIZES: JSON.stringify(SIZES),
      TF_CPP_MIN_LOG_LEVEL: "3",
      CUDA_VISIBLE_DEVICES: "",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderrText = "";
  child.stderr.on("data", (text) => {
    stderrText = `${stderrText}${text}`.slice(-500);
  });
  const url = `http://127.0.0.1:${port}`;
  // Ours listens before its model is loaded: wait for /ready.
  if (await answers(`${url}/${ours ? "ready" : "openapi.json"}`, child))
    return { name, ...(kernel && { kernel }), url, stop: () => stop(child) };
  await stop(child);
  return stderrText.trim() || `it does not answer within ${START_MS / 1000} s`;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  for (const began = performance.now(); performance.now() - began < START_MS; await setTimeout(100)) {
    if (child.exitCode !== null) return false;
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return true;
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
