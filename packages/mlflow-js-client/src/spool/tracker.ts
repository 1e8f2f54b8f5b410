import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { MlflowClient } from "../client.ts";
import type { NewExperiment } from "../experiments.ts";
import { type ClientOptions, optionsFromEnvironment } from "../options.ts";
import type { Ack } from "./ack.ts";
import { flushCopies } from "./copies.ts";
import { Journal } from "./journal.ts";
import { type Lock, takeLock } from "./lock.ts";
import { newSpoolId, type SpoolPaths, spoolPaths } from "./paths.ts";
import { type RunReport, reportOf } from "./report.ts";
import { TrackedRun } from "./run.ts";
import { Sender } from "./sender.ts";
import { syncSpool } from "./sync.ts";

export interface TrackerOptions {
  /** Where runs are written before they are sent, such as `mlruns/spool`. */
  spoolDir: string;
  /** Without it MLFLOW_TRACKING_URI counts; without that runs are only written. */
  trackingUri?: string | undefined;
  /** Anything else about the server; what is open comes from MLflow's environment variables. */
  client?: Partial<ClientOptions>;
  /** What is logged within so much time is sent together. */
  intervalMs?: number;
  /** Also sends the runs that earlier trainings left in the spool. */
  syncFirst?: boolean;
  /** Told of what a person should know, each thing once. */
  onWarning?: (warning: string) => void;
}

export interface NewRun {
  experiment: string | NewExperiment;
  runName?: string | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
  /** The run that this one is a part of, in the same experiment. */
  parent?: TrackedRun | undefined;
}

export interface TrackerReport {
  /** This tracker's runs. */
  runs: RunReport[];
  /** Runs that earlier trainings had left. */
  synced: RunReport[];
}

interface OpenRun {
  run: TrackedRun;
  paths: SpoolPaths;
  ack: Ack;
  journal: Journal;
  lock: Lock | undefined;
  sender: Sender | undefined;
}

/**
 * Tracks runs of a training: they are written to a journal at once and sent from there in the background. It never
 * throws and never waits for the server; a server that is away, or none at all, only means that `syncSpool` sends the
 * runs later.
 */
export function createTracker(options: TrackerOptions): Tracker {
  return new Tracker(options);
}

export class Tracker {
  readonly #options: TrackerOptions;
  readonly #client: MlflowClient | undefined;
  readonly #abort = new AbortController();
  readonly #warnings = new Set<string>();
  readonly #runs: OpenRun[] = [];
  readonly #synced: Promise<RunReport[]>;

  constructor(options: TrackerOptions) {
    this.#options = options;
    setMaxListeners(0, this.#abort.signal); // every run listens
    const client = {
      ...options.client,
      ...(options.trackingUri ? { trackingUri: options.trackingUri } : {}),
    };
    this.#client = this.#connect(client);
    this.#synced =
      this.#client && (options.syncFirst ?? true) ? this.#syncEarlierRuns(client) : Promise.resolve([]);
  }

  /** Starts a run now. */
  startRun({ experiment, runName, tags = {}, parent }: NewRun): TrackedRun {
    const paths = spoolPaths(this.#options.spoolDir, newSpoolId());
    const journal = new Journal(paths.journal, (error) => this.#diskFailed(error));
    const ack: Ack = { offset: 0, sent: 0, time: 0, setAside: 0, ended: false };
    const lock = this.#lock(paths);
    let sender: Sender | undefined;
    const run = new TrackedRun({
      paths,
      append: (operation) => {
        journal.append(operation);
        sender?.wake();
      },
      nextSeq: () => journal.nextSeq,
      warn: (warning) => this.#warn(warning),
      diskFailed: (error) => this.#diskFailed(error),
      flushToDisk: () => this.#flushToDisk(paths, journal),
      flush: (timeoutMs) => flush(sender, timeoutMs),
    });
    journal.append({
      op: "start",
      runName,
      startTime: Date.now(),
      tags,
      parent: parent?.spoolId,
      experiment: typeof experiment === "string" ? { name: experiment } : experiment,
    });
    sender = this.#client && this.#startSender(this.#client, paths, journal, ack);
    this.#runs.push({ run, paths, ack, journal, lock, sender });
    return run;
  }

  /**
   * Ends what is open as FAILED, waits up to `timeoutMs` for the server, and says what became of everything. What is
   * not sent by then stays in the spool.
   */
  async close(timeoutMs = 10_000): Promise<TrackerReport> {
    for (const { run } of this.#runs) run.end("FAILED");
    for (const { sender } of this.#runs) sender?.hurry();
    const senders = this.#runs.map(({ sender }) => sender?.finished);
    await within(timeoutMs, Promise.all([...senders, this.#synced]));
    this.#abort.abort();
    await Promise.all(senders);
    const synced = await this.#synced;
    for (const { journal, lock } of this.#runs) {
      journal.close();
      lock?.release();
    }
    this.#client?.close();
    return { runs: this.#runs.map((run) => this.#report(run)), synced };
  }

  #report({ paths, ack, journal, sender }: OpenRun): RunReport {
    const report = { ...reportOf(paths, ack, this.#client), lost: journal.lost, error: sender?.error };
    if (!ack.ended) return { ...report, lost: journal.lost + journal.waiting };
    const kept = ack.setAside > 0 ? join(paths.attic, paths.spoolId) : undefined;
    return { ...report, state: "sent", kept };
  }

  #connect(options: Partial<ClientOptions>): MlflowClient | undefined {
    try {
      const { trackingUri } = { ...optionsFromEnvironment(), ...options };
      // Requests are not repeated below the replay: it has to look what the server got first.
      return trackingUri ? new MlflowClient({ ...options, maxRetries: 0 }, this.#abort.signal) : undefined;
    } catch (error) {
      this.#warn(`${(error as Error).message}; runs are kept in ${this.#options.spoolDir}`);
      return undefined;
    }
  }

  #startSender(client: MlflowClient, paths: SpoolPaths, journal: Journal, ack: Ack): Sender {
    return new Sender({
      client,
      paths,
      journal,
      ack,
      signal: this.#abort.signal,
      intervalMs: this.#options.intervalMs ?? 500,
      onWarning: (warning) => this.#warn(warning),
      onOutage: (error) =>
        this.#warn(
          `${error.message}; the training goes on, its record is kept in ${paths.journal}`,
          "outage",
        ),
    });
  }

  async #syncEarlierRuns(client: Partial<ClientOptions>): Promise<RunReport[]> {
    try {
      const onNote = (note: string) => this.#warn(note);
      const { spoolDir } = this.#options;
      const reports = await syncSpool({ spoolDir, client, onNote, signal: this.#abort.signal });
      return reports.filter(({ state }) => state !== "busy");
    } catch (error) {
      this.#warn((error as Error).message);
      return [];
    }
  }

  #lock(paths: SpoolPaths): Lock | undefined {
    try {
      return takeLock(paths.lock);
    } catch (error) {
      this.#diskFailed(error as Error);
      return undefined;
    }
  }

  #flushToDisk(paths: SpoolPaths, journal: Journal): void {
    journal.sync();
    try {
      flushCopies(paths);
    } catch (error) {
      this.#diskFailed(error as Error);
    }
  }

  #diskFailed(error: Error): void {
    const { spoolDir } = this.#options;
    this.#warn(
      `the spool ${spoolDir} cannot be written (${error.message}): the training goes on, its record is kept in memory; check the free space and the permissions`,
      "disk",
    );
  }

  #warn(warning: string, once = warning): void {
    if (this.#warnings.has(once)) return;
    this.#warnings.add(once);
    try {
      this.#options.onWarning?.(warning);
    } catch {} // a training must not fail because of tracking
  }
}

async function flush(sender: Sender | undefined, timeoutMs: number): Promise<boolean> {
  if (!sender) return false;
  return (await within(timeoutMs, sender.caughtUp())) && sender.error === undefined;
}

/** Whether `work` was done in time. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  const timer = setTimeout(timeoutMs, false, { signal: done.signal }).catch(() => false);
  const inTime = await Promise.race([work.then(() => true), timer]);
  done.abort();
  return inTime;
}
