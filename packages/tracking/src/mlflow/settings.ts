import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where runs are written before a server has them. */
export function spoolDirOf(mlrunsDir: string): string {
  return join(mlrunsDir, "spool");
}

/** What `pnpm mlflow` leaves while its server runs. */
export function serverFileOf(mlrunsDir: string): string {
  return join(mlrunsDir, "server.json");
}

export interface RunningServer {
  url: string;
  pid: number;
}

/** The server that runs are sent to: MLFLOW_TRACKING_URI, or the one that `pnpm mlflow` has started here. */
export function trackingUriOf(mlrunsDir: string): string | undefined {
  return process.env.MLFLOW_TRACKING_URI || runningServer(mlrunsDir)?.url;
}

/** The server of `pnpm mlflow`, if it lives. */
export function runningServer(mlrunsDir: string): RunningServer | undefined {
  const file = serverFileOf(mlrunsDir);
  if (!existsSync(file)) return undefined;
  try {
    const server = JSON.parse(readFileSync(file, "utf8")) as RunningServer;
    process.kill(server.pid, 0);
    return server;
  } catch {
    return undefined; // its process died without taking the file away
  }
}
