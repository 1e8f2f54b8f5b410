import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Batch, MetricInput } from "../batches.ts";
import type { MlflowClient } from "../client.ts";
import { hasCode, isMissingEndpoint, MlflowError, type MlflowErrorCode } from "../errors.ts";
import { collect } from "../pages.ts";
import type { RunStatus } from "../run-types.ts";
import type { Ack } from "./ack.ts";
import type { DamagedLine, Entry } from "./entries.ts";
import { type SpoolPaths, spoolPaths } from "./paths.ts";
import { replayModel } from "./replay-model.ts";
import { ServerMetrics } from "./server-metrics.ts";
import { SetAside } from "./set-aside.ts";
import { SPOOL_TAG } from "./tags.ts";

type Line = Entry | DamagedLine;
type StartEntry = Extract<Entry, { op: "start" }>;

/**
 * Applies a journal's entries to the server. Applying an entry again changes nothing: a run is looked up by its spool id
 * before it is created, metrics that the server may have are compared with its history, models and versions are looked
 * up by a tag, and writing params, tags, datasets and files twice has the same result as once.
 */
export class Replay {
  readonly #client: MlflowClient;
  readonly #paths: SpoolPaths;
  readonly #ack: Ack;
  readonly #onNote: (note: string) => void;
  /** Set when the server may have metrics of the entries to come. */
  #serverMetrics: ServerMetrics | undefined;
  readonly #setAside: SetAside;
  #artifactUri: string | undefined;

  constructor(client: MlflowClient, paths: SpoolPaths, ack: Ack, onNote: (note: string) => void) {
    this.#client = client;
    this.#paths = paths;
    this.#ack = ack;
    this.#onNote = onNote;
    this.#setAside = new SetAside(paths, ack, onNote);
    if (ack.runId) this.recheckMetrics();
  }

  /** Compares all metrics to come with the server's history, because the server may have more than it acknowledged. */
  recheckMetrics(): void {
    if (this.#ack.runId) this.#serverMetrics = new ServerMetrics(this.#client, this.#ack.runId);
  }

  /**
   * Applies the entries of one group (see `groupsOf`). An entry that the server will never accept is set aside with the
   * reason.
   *
   * @throws MlflowError if the server cannot be reached or refuses the whole run
   */
  async apply(group: readonly Line[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    if (group.length === 1 && first.op !== "damage" && this.#setAside.has(first.seq)) return;
    try {
      await this.#do(first, group);
    } catch (error) {
      const refused = await this.#isRefused(first, error).catch((why: unknown) => {
        this.recheckMetrics();
        throw why;
      });
      if (refused && group.length === 1) return this.#setAside.add(first, error as MlflowError);
      this.recheckMetrics(); // the server may have processed a part of the group
      if (!refused) throw error;
      for (const entry of group) await this.apply([entry]);
    }
  }

  /** Ends the run. Deletes its duplicates, which exist if the server created a run after its request had timed out. */
  async end(status: RunStatus, endTime: number): Promise<void> {
    const { runId } = await this.#run();
    for (const { info } of await this.#findRuns(this.#ack.experimentId!)) {
      if (info.runId !== runId && info.lifecycleStage === "active")
        await this.#client.runs.delete(info.runId);
    }
    await this.#client.runs.update(runId, { status, endTime });
    this.#ack.ended = true;
  }

  async #do(entry: Line, group: readonly Line[]): Promise<void> {
    switch (entry.op) {
      case "damage":
        return this.#setAside.add(entry, new MlflowError("spool_damaged", "not a line of a journal"));
      case "start":
        return this.#start(entry);
      case "end":
        return this.end(entry.status, entry.time);
      case "inputs":
        return this.#client.runs.logInputs((await this.#run()).runId, entry.datasets);
      case "artifact":
        return this.#client.artifacts.uploadToRun(await this.#run(), this.#file(entry.file), entry.path);
      case "model": {
        const run = { ...(await this.#run()), experimentId: this.#ack.experimentId! };
        const key = `${this.#paths.spoolId}/${entry.seq}`;
        return replayModel(this.#client, run, { ...entry, key, dir: this.#file(entry.dir) }, this.#onNote);
      }
      default:
        return this.#logBatch(group);
    }
  }

  async #start({ experiment, runName, startTime, tags, parent }: StartEntry): Promise<void> {
    if (this.#ack.runId) return;
    const experimentId = await this.#client.experiments.getOrCreate(experiment);
    const [found] = await this.#findRuns(experimentId);
    const parentTag = parent === undefined || found ? {} : await this.#parentTag(parent, experimentId);
    const run =
      found ??
      (await this.#client.runs.create({
        experimentId,
        runName,
        startTime,
        tags: { ...tags, ...parentTag, [SPOOL_TAG]: this.#paths.spoolId },
      }));
    Object.assign(this.#ack, { experimentId, runId: run.info.runId });
    this.#artifactUri = run.info.artifactUri;
    if (found) this.recheckMetrics();
  }

  async #logBatch(entries: readonly Line[]): Promise<void> {
    const { runId } = await this.#run();
    const batch = mergeEntries(entries);
    const metrics = this.#serverMetrics
      ? await this.#serverMetrics.missing(batch.metrics ?? [])
      : batch.metrics;
    await this.#client.runs.logBatch(runId, { ...batch, metrics: metrics ?? [] });
  }

  async #run(): Promise<{ runId: string; artifactUri: string }> {
    const { runId } = this.#ack;
    if (!runId) {
      throw new MlflowError("spool_damaged", `${this.#paths.journal} does not begin with the start of a run`);
    }
    this.#artifactUri ??= await this.#readArtifactUri(runId);
    return { runId, artifactUri: this.#artifactUri };
  }

  async #readArtifactUri(runId: string): Promise<string> {
    try {
      return (await this.#client.runs.get(runId)).info.artifactUri;
    } catch (error) {
      if (!hasCode(error, "not_found") || isMissingEndpoint(error)) throw error;
      throw new MlflowError("not_active", `the server no longer has the run ${runId}`, {
        cause: error,
        hint: `to send everything to a new run, delete ${this.#paths.ack}`,
      });
    }
  }

  /**
   * Whether the server will never accept an operation, while it may accept others. An error that a server without the run
   * or another program would give too counts only if the server still answers for the run. Every MLflow takes values: only
   * MLflow itself can refuse them.
   *
   * @throws MlflowError why it does not
   */
  async #isRefused({ op }: Line, error: unknown): Promise<boolean> {
    if (op === "start" || op === "end") return false;
    if (hasCode(error, ...REFUSED)) return true;
    const isValue = op === "metrics" || op === "params" || op === "tags";
    const about = isValue
      ? hasCode(error, ...REFUSED_IF_RUN) && error.errorCode !== undefined
      : hasCode(error, ...REFUSED_IF_RUN, "forbidden");
    if (!about || this.#ack.runId === undefined) return false;
    await this.#readArtifactUri(this.#ack.runId);
    return true;
  }

  /**
   * The tag that nests a run under its parent; empty, with a note, if the parent is nowhere.
   *
   * @throws MlflowError `parent_pending` if the parent still waits in the spool
   */
  async #parentTag(parent: string, experimentId: string): Promise<Record<string, string>> {
    const [run] = await this.#findRuns(experimentId, parent);
    if (run) return { "mlflow.parentRunId": run.info.runId };
    const { journal } = spoolPaths(dirname(this.#paths.journal), parent);
    if (existsSync(journal)) {
      throw new MlflowError("parent_pending", `the parent run ${parent} is not sent yet`);
    }
    this.#onNote(`${this.#paths.spoolId}: the parent run ${parent} is not on the server`);
    return {};
  }

  /** The runs with a spool id, including deleted ones: a run that a person deleted must not come back. */
  async #findRuns(experimentId: string, spoolId = this.#paths.spoolId) {
    const filter = `tags.\`${SPOOL_TAG}\` = '${spoolId}'`;
    const query = { experimentIds: [experimentId], filter, runViewType: "ALL" as const, pageSize: 100 };
    const runs = await collect(this.#client.runs.search(query));
    return runs.sort((a, b) => Number(a.info.runId > b.info.runId) - Number(a.info.runId < b.info.runId));
  }

  #file(path: string): string {
    return resolve(this.#paths.folder, path);
  }
}

/** Errors of one operation. */
const REFUSED: MlflowErrorCode[] = [
  "invalid",
  "bad_value",
  "already_exists",
  "unsafe_path",
  "file_failed",
  "foreign_artifacts",
  "artifacts_off",
  "not_implemented",
];
/** Errors of one operation if the server has the run: a server that is too old has not every endpoint. */
const REFUSED_IF_RUN: MlflowErrorCode[] = ["not_found", "conflict", "invalid_state", "bad_response"];

/** The entries of a group as one batch. */
function mergeEntries(entries: readonly Line[]): Batch {
  const metrics: MetricInput[] = [];
  const params = new Map<string, string>();
  const tags = new Map<string, string>();
  for (const entry of entries) {
    if (entry.op === "metrics") {
      const { step, timestamp } = entry;
      for (const [key, value] of Object.entries(entry.values)) metrics.push({ key, value, step, timestamp });
    } else if (entry.op === "params" || entry.op === "tags") {
      for (const [key, value] of Object.entries(entry.values))
        (entry.op === "params" ? params : tags).set(key, value);
    }
  }
  return { metrics, params: Object.fromEntries(params), tags: Object.fromEntries(tags) };
}
