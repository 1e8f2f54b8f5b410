import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MLRUNS_DIR } from "../paths.ts";

/** Where runs are written before a server has them. */
export const SPOOL_DIR = join(MLRUNS_DIR, "spool");

/** What `pnpm mlflow` leaves while its server runs. */
export const SERVER_FILE = join(MLRUNS_DIR, "server.json");

export interface RunningServer {
  url: string;
  pid: number;
}

/** The server that runs are sent to: MLFLOW_TRACKING_URI, or the one that `pnpm mlflow` has started here. */
export function trackingUri(): string | undefined {
  return process.env.MLFLOW_TRACKING_URI || runningServer()?.url;
}

/** The server of `pnpm mlflow`, if it lives. */
export function runningServer(): RunningServer | undefined {
  if (!existsSync(SERVER_FILE)) return undefined;
  try {
    const server = JSON.parse(readFileSync(SERVER_FILE, "utf8")) as RunningServer;
    process.kill(server.pid, 0);
    return server;
  } catch {
    return undefined; // its process died without taking the file away
  }
}
