import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Lock, takeLock } from "kernel-lock";
import { MlflowClient } from "../client.ts";
import type { ClientOptions } from "../client-options.ts";
import { hasCode, MlflowError } from "../errors.ts";
import { notMlflow } from "../refusal.ts";
import { isTransient, type RetryPolicy, withRetries } from "../retry.ts";
import { readAck } from "./ack.ts";
import { closeEarly } from "./close-early.ts";
import { clear, drain, retire } from "./drain.ts";
import { listSpool, type SpoolPaths, spoolPaths } from "./paths.ts";
import { Replay } from "./replay.ts";
import { type RunReport, reportOf } from "./report.ts";
import { sweepSpool } from "./sweep.ts";

export interface SyncOptions {
  spoolDir: string;
  /** The server. Options that are not given come from MLflow's environment variables. */
  client?: Partial<ClientOptions>;
  /** Retries of each group of entries. The first request, which looks whether the server answers, is never retried. */
  retry?: RetryPolicy;
  signal?: AbortSignal | undefined;
  /** Called with remarks, for example on an entry that was set aside. */
  onNote?: (note: string) => void;
  /** Called after each group of entries with the number of the run's entries that are processed so far. */
  onProgress?: (spoolId: string, sent: number) => void;
  /** Called with the report of each run as soon as it is there. */
  onRun?: (report: RunReport) => void;
}

const RETRY: RetryPolicy = { maxRetries: 5, backoffFactor: 0.5, backoffJitter: 0.5 };

/**
 * Sends the runs that wait in a spool, oldest first. It may be interrupted anywhere and repeated: nothing is on the
 * server twice. Runs that another living process writes or sends are left to that process.
 *
 * @throws MlflowError `bad_option` if an option is not legal; errors of one run are in its report
 *
 * @example
 * const reports = await syncSpool({ spoolDir: "mlruns/spool", onNote: console.error });
 * if (reports.some(({ state }) => state === "pending")) process.exitCode = 1;
 */
export async function syncSpool(options: SyncOptions): Promise<RunReport[]> {
  // The client must not retry: before an entry is sent again, the replay checks what the server has.
  const client = new MlflowClient({ ...options.client, maxRetries: 0 }, options.signal);
  try {
    const reports: RunReport[] = [];
    await sweepSpool(options.spoolDir);
    const ids = listSpool(options.spoolDir);
    let stopped = ids.length > 0 ? await reach(client) : undefined;
    for (const id of ids) {
      const paths = spoolPaths(options.spoolDir, id);
      const report = stopped ? await waiting(paths, client, stopped) : await syncRun(paths, client, options);
      if (!report) continue;
      reports.push(report);
      options.onRun?.(report);
      // If the server itself is the problem, the other runs would fail too, after the same retries. It is not if it has
      // accepted the run's end.
      if (isAboutTheServer(report.error) && !report.ended) stopped = report.error;
    }
    return reports;
  } finally {
    client.close();
  }
}

/** Returns why the server cannot be used, or undefined. */
async function reach(client: MlflowClient): Promise<MlflowError | undefined> {
  try {
    await client.serverVersion();
    return undefined;
  } catch (error) {
    // A server that answers may refuse /version alone: the first run tells.
    return isAboutTheServer(error) && !hasCode(error, "unauthorized", "forbidden") ? error : undefined;
  }
}

function isAboutTheServer(error: unknown): error is MlflowError {
  if (hasCode(error, "parent_pending")) return false;
  return isTransient(error) || hasCode(error, "tls", "unauthorized", "forbidden", "host_refused", "aborted");
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
    if (!existsSync(paths.journal)) return undefined; // another process has just sent the run
    return waiting(paths, client, asMlflowError(error, paths));
  }
  if (!lock) return { ...(await waiting(paths, client)), state: "busy" };
  try {
    if (existsSync(paths.journal)) return await sendRun(paths, client, options);
    await clear(paths); // another process has just sent the run
    return undefined;
  } finally {
    lock.release();
  }
}

async function sendRun(
  paths: SpoolPaths,
  client: MlflowClient,
  { retry = RETRY, signal, onNote = () => {}, onProgress }: SyncOptions,
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
    const kept = ack.setAside > 0 ? join(paths.setAsideDir, paths.spoolId) : undefined;
    outcome = { state: "sent", torn, abandoned, kept, ended: true };
  } catch (error) {
    const isStuck = !hasCode(error, "aborted", "timeout");
    outcome = {
      error: asMlflowError(error, paths),
      ended: isStuck && (await closeEarly(client, paths, ack)),
    };
  }
  return { ...reportOf(paths, ack, client), ...outcome };
}

export function asMlflowError(error: unknown, paths: SpoolPaths): MlflowError {
  if (error instanceof MlflowError) return error;
  // A field that every answer of MLflow has was missing.
  if (error instanceof TypeError) return notMlflow("a request", error);
  return new MlflowError("file_failed", `${paths.journal}: ${(error as Error).message}`, { cause: error });
}
