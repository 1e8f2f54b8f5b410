import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Lock, takeLock } from "kernel-lock";
import { MlflowClient } from "../client.ts";
import type { ClientOptions } from "../client-options.ts";
import type { NewExperiment } from "../experiments.ts";
import { optionsFromEnvironment } from "../options.ts";
import { type Ack, nothingSent } from "./ack.ts";
import { closeEarly } from "./close-early.ts";
import { flushCopies } from "./copies.ts";
import { Journal } from "./journal.ts";
import { newSpoolId, type SpoolPaths, spoolPaths } from "./paths.ts";
import { type RunReport, reportOf } from "./report.ts";
import { TrackedRun } from "./run.ts";
import { Sender } from "./sender.ts";
import { syncSpool } from "./sync.ts";

export interface TrackerOptions {
  /** The folder that runs are written to before they are sent, such as `mlruns/spool`. */
  spoolDir: string;
  /** Default: MLFLOW_TRACKING_URI. Without either, runs are written to the spool and not sent. */
  trackingUri?: string | undefined;
  /** Other options of the client. Options that are not given come from MLflow's environment variables. */
  client?: Partial<ClientOptions>;
  /** Entries logged within this time are sent together. Default: 500. */
  intervalMs?: number;
  /** Also send the runs that earlier trainings left in the spool. Default: true. */
  syncFirst?: boolean;
  /** Called with each warning for the user, once. */
  onWarning?: (warning: string) => void;
}

export interface NewRun {
  /** The experiment's name, or what is needed to create it. */
  experiment: string | NewExperiment;
  runName?: string | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
  /** The parent run, in the same experiment. */
  parent?: TrackedRun | undefined;
}

export interface TrackerReport {
  /** The runs of this tracker. */
  runs: RunReport[];
  /** Runs that earlier trainings had left in the spool. */
  synced: RunReport[];
}

/** How long `close` waits for the server to take the end of a run whose other entries it does not take. */
const LAST_WORD_MS = 2000;

interface OpenRun {
  run: TrackedRun;
  paths: SpoolPaths;
  ack: Ack;
  journal: Journal;
  lock: Lock | undefined;
  sender: Sender | undefined;
}

/**
 * Tracks the runs of a training. Each call is written to a journal at once and sent from there in the background. A
 * tracker never throws, and only `close` and `flush` wait for the server. Without a server the runs wait in the spool,
 * and `syncSpool` or a later tracker sends them.
 *
 * @example
 * const tracker = createTracker({ spoolDir: "mlruns/spool", onWarning: console.error });
 * const run = tracker.startRun({ experiment: "AAPL", runName: "first" });
 * run.logMetrics({ "train/loss": 0.1 }, { step: 1 });
 * run.end();
 * await tracker.close();
 */
export function createTracker(options: TrackerOptions): Tracker {
  return new Tracker(options);
}

/** See `createTracker`. */
export class Tracker {
  readonly #options: TrackerOptions;
  readonly #client: MlflowClient | undefined;
  readonly #abort = new AbortController();
  readonly #warnings = new Set<string>();
  readonly #runs: OpenRun[] = [];
  readonly #synced: Promise<RunReport[]>;

  constructor(options: TrackerOptions) {
    this.#options = options;
    setMaxListeners(0, this.#abort.signal); // each run adds listeners
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
    const ack = nothingSent();
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
   * Ends open runs as FAILED, waits up to `timeoutMs` for the server, and reports on every run. What is not sent by then
   * stays in the spool.
   */
  async close(timeoutMs = 10_000): Promise<TrackerReport> {
    for (const { run } of this.#runs) run.end("FAILED");
    for (const { sender } of this.#runs) sender?.hurry();
    const senders = this.#runs.map(({ sender }) => sender?.finished);
    await within(timeoutMs, Promise.all([...senders, this.#synced]));
    await within(Math.min(timeoutMs, LAST_WORD_MS), this.#closeEarly());
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

  /** Ends the runs of which an entry could not be sent; a run whose end is only in memory is left as it is. */
  async #closeEarly(): Promise<void> {
    const stuck = this.#runs.filter(
      ({ sender, ack, journal }) => sender?.error && !ack.ended && journal.waiting === 0,
    );
    await Promise.all(stuck.map(({ paths, ack }) => closeEarly(this.#client!, paths, ack)));
  }

  #report({ paths, ack, journal, sender }: OpenRun): RunReport {
    const report = { ...reportOf(paths, ack, this.#client), lost: journal.lost, error: sender?.error };
    if (!ack.ended) return { ...report, lost: journal.lost + journal.waiting };
    const kept = ack.setAside > 0 ? join(paths.setAsideDir, paths.spoolId) : undefined;
    return { ...report, state: "sent", kept };
  }

  #connect(options: Partial<ClientOptions>): MlflowClient | undefined {
    try {
      const { trackingUri } = { ...optionsFromEnvironment(), ...options };
      // The client must not retry: before an entry is sent again, the replay checks what the server has.
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

/** Whether `work` settles within `timeoutMs`. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  const timer = setTimeout(timeoutMs, false, { signal: done.signal }).catch(() => false);
  const inTime = await Promise.race([work.then(() => true), timer]);
  done.abort();
  return inTime;
}
