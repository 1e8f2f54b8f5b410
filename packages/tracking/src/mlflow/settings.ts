import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PeerAddress } from "@lstm-predict/checks";

/** The folder that holds runs until a server has them. */
export function spoolDirOf(mlrunsDir: string): string {
  return join(mlrunsDir, "spool");
}

/** The file that `pnpm mlflow` keeps while its server runs. */
export function serverFileOf(mlrunsDir: string): string {
  return join(mlrunsDir, "server.json");
}

/** A running MLflow server of this machine. */
export interface RunningServer {
  url: string;
  pid: number;
}

/** The address of the MLflow server: MLFLOW_TRACKING_URI, else the server that `pnpm mlflow` started here, else undefined. */
export function trackingUriOf(mlrunsDir: string): PeerAddress | undefined {
  const uri = process.env.MLFLOW_TRACKING_URI || runningServer(mlrunsDir)?.url;
  return uri === undefined ? undefined : PeerAddress.parse(uri);
}

/** The server that `pnpm mlflow` started, if its process is alive. */
export function runningServer(mlrunsDir: string): RunningServer | undefined {
  const file = serverFileOf(mlrunsDir);
  if (!existsSync(file)) return undefined;
  try {
    const server = JSON.parse(readFileSync(file, "utf8")) as RunningServer;
    process.kill(server.pid, 0);
    return server;
  } catch {
    return undefined; // its process died without removing the file
  }
}
