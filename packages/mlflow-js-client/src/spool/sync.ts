import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { MlflowClient } from "../client.ts";
import { hasCode, MlflowError } from "../errors.ts";
import type { ClientOptions } from "../options.ts";
import { mayPass, type RetryPolicy, withRetries } from "../retry.ts";
import { readAck } from "./ack.ts";
import { drain, retire } from "./drain.ts";
import { type Lock, takeLock } from "./lock.ts";
import { listSpool, type SpoolPaths, spoolPaths } from "./paths.ts";
import { Replay } from "./replay.ts";
import { type RunReport, reportOf } from "./report.ts";

export interface SyncOptions {
  spoolDir: string;
  /** Where to send it; what is open comes from MLflow's environment variables. */
  client?: Partial<ClientOptions>;
  /** Patience for each request; a server that is not there at the beginning is asked once. */
  retry?: RetryPolicy;
  signal?: AbortSignal | undefined;
  /** Told of what was set aside, and the like. */
  onNote?: (note: string) => void;
  /** Told how many entries of a run are done with, as it goes. */
  onProgress?: (spoolId: string, sent: number) => void;
  /** Told of every run as it is done. */
  onRun?: (report: RunReport) => void;
}

const PATIENCE: RetryPolicy = { maxRetries: 5, backoffFactor: 0.5, backoffJitter: 0.5 };

/**
 * Sends the runs that wait in a spool, oldest first. Interrupted anywhere and repeated it leaves nothing twice on the
 * server; runs that a living process writes or sends are left alone.
 *
 * @throws MlflowError `bad_option` for a wrong option; what goes wrong with a run is in its report
 */
export async function syncSpool(options: SyncOptions): Promise<RunReport[]> {
  // Requests are not repeated below the replay: it has to look what the server got first.
  const client = new MlflowClient({ ...options.client, maxRetries: 0 }, options.signal);
  try {
    const reports: RunReport[] = [];
    const ids = listSpool(options.spoolDir);
    let stopped = ids.length > 0 ? await reach(client) : undefined;
    for (const id of ids) {
      const paths = spoolPaths(options.spoolDir, id);
      const report = stopped ? await waiting(paths, client, stopped) : await syncRun(paths, client, options);
      if (!report) continue;
      reports.push(report);
      options.onRun?.(report);
      // What stopped one run would stop the next, after the same patience.
      if (isAboutTheServer(report.error)) stopped = report.error;
    }
    return reports;
  } finally {
    client.close();
  }
}

async function reach(client: MlflowClient): Promise<MlflowError | undefined> {
  try {
    await client.serverVersion();
    return undefined;
  } catch (error) {
    return isAboutTheServer(error) ? error : undefined;
  }
}

function isAboutTheServer(error: unknown): error is MlflowError {
  if (hasCode(error, "parent_pending")) return false;
  return mayPass(error) || hasCode(error, "tls", "unauthorized", "forbidden", "host_refused", "aborted");
}

async function waiting(paths: SpoolPaths, client: MlflowClient, error?: MlflowError): Promise<RunReport> {
  return { ...reportOf(paths, await readAck(paths.ack), client), error };
}

async function syncRun(
  paths: SpoolPaths,
  client: MlflowClient,
  options: SyncOptions,
): Promise<RunReport | undefined> {
  let lock: Lock | undefined;
  try {
    lock = takeLock(paths.lock);
  } catch (error) {
    return waiting(paths, client, asMlflowError(error, paths));
  }
  if (!lock) return { ...(await waiting(paths, client)), state: "busy" };
  try {
    if (existsSync(paths.journal)) return await sendRun(paths, client, options);
    await rm(paths.folder, { recursive: true, force: true }); // somebody else has just sent it
    return undefined;
  } finally {
    lock.release();
  }
}

async function sendRun(
  paths: SpoolPaths,
  client: MlflowClient,
  { retry = PATIENCE, signal, onNote = () => {}, onProgress }: SyncOptions,
): Promise<RunReport> {
  const ack = await readAck(paths.ack);
  const replay = new Replay(client, paths, ack, onNote);
  let outcome: Partial<RunReport>;
  try {
    const torn = await drain(paths, ack, async (group) => {
      await withRetries(() => replay.apply(group), retry, { signal });
      onProgress?.(paths.spoolId, ack.sent + group.length);
    });
    const abandoned = !ack.ended;
    if (abandoned) {
      await withRetries(() => replay.end("KILLED", ack.time || Date.now()), retry, { signal });
    }
    await retire(paths, ack.setAside > 0);
    const kept = ack.setAside > 0 ? join(paths.attic, paths.spoolId) : undefined;
    outcome = { state: "sent", torn, abandoned, kept };
  } catch (error) {
    outcome = { error: asMlflowError(error, paths) };
  }
  return { ...reportOf(paths, ack, client), ...outcome };
}

export function asMlflowError(error: unknown, paths: SpoolPaths): MlflowError {
  if (error instanceof MlflowError) return error;
  return new MlflowError("file_failed", `${paths.journal}: ${(error as Error).message}`, { cause: error });
}
