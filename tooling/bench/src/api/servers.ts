import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SIZES } from "../sizes.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PYTHON = path(
  process.platform === "win32" ? "../../.venv/Scripts/python.exe" : "../../.venv/bin/python",
);
/** Time limit to start: TensorFlow is slow on a busy machine. */
const START_MS = 120_000;

/** The measured servers. */
export const SERVERS = ["lstm-predict", "FastAPI + Keras", "FastAPI + Keras, tf.function"] as const;
export type ServerName = (typeof SERVERS)[number];

/** A running server. */
export interface Server {
  name: ServerName;
  url: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port; returns the reason if it does not start. Ours loads its model from `modelsDir`. */
export async function startServer(name: ServerName, modelsDir: string): Promise<Server | string> {
  const port = await freePort();
  const ours = name === "lstm-predict";
  if (!ours && !existsSync(PYTHON)) return "`pnpm bench:setup api` installs it";
  const [command, ...args] = ours
    ? [process.execPath, path("../../../../apps/api/src/main.ts")]
    : [PYTHON, path("fastapi_keras.py"), `${port}`, name.endsWith("tf.function") ? "compiled" : "predict"];
  const child = spawn(command!, args, {
    env: {
      ...process.env,
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
    return { name, url, stop: () => stop(child) };
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
