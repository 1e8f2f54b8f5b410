import { existsSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Batch, MetricInput } from "../batches.ts";
import type { MlflowClient } from "../client.ts";
import { hasCode, MlflowError } from "../errors.ts";
import { collect } from "../pages.ts";
import type { RunStatus } from "../run-types.ts";
import type { Ack } from "./ack.ts";
import type { Damage, Entry } from "./entries.ts";
import { KnownMetrics } from "./known-metrics.ts";
import { type SpoolPaths, spoolPaths } from "./paths.ts";
import { replayModel } from "./replay-model.ts";
import { SPOOL_TAG } from "./tags.ts";

type Line = Entry | Damage;
type StartEntry = Extract<Entry, { op: "start" }>;

/**
 * Does on the server what a journal says, so that doing any part of it again changes nothing: the run is looked up by
 * its spool id before it is created, metrics that the server may have are compared with its history, models and
 * versions are looked up by a tag; params, tags, datasets and files are the same when written twice.
 */
export class Replay {
  readonly #client: MlflowClient;
  readonly #paths: SpoolPaths;
  readonly #ack: Ack;
  readonly #onNote: (note: string) => void;
  #known: KnownMetrics | undefined;
  readonly #aside = new Set<number>();
  #artifactUri: string | undefined;

  constructor(client: MlflowClient, paths: SpoolPaths, ack: Ack, onNote: (note: string) => void) {
    this.#client = client;
    this.#paths = paths;
    this.#ack = ack;
    this.#onNote = onNote;
    if (ack.runId) this.doubt();
  }

  /** The server may have got more than it said: from now on metrics are compared with its history. */
  doubt(): void {
    if (this.#ack.runId) this.#known = new KnownMetrics(this.#client, this.#ack.runId);
  }

  /**
   * Does entries of one group (see `groupsOf`). What the server will never take is set aside with the reason.
   *
   * @throws MlflowError when the server cannot be reached, or refuses the run as a whole
   */
  async apply(group: readonly Line[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    if (group.length === 1 && first.op !== "damage" && this.#aside.has(first.seq)) return;
    try {
      await this.#do(first, group);
    } catch (error) {
      const refused = isRefusedForGood(error) && first.op !== "start" && first.op !== "end";
      if (refused && group.length === 1) return this.#setAside(first, error);
      this.doubt(); // a part may have been taken
      if (!refused) throw error;
      for (const entry of group) await this.apply([entry]);
    }
  }

  /** Gives the run its end; a run that was created twice on a server that answered too late keeps one of the two. */
  async end(status: RunStatus, endTime: number): Promise<void> {
    const { runId } = await this.#run();
    for (const twin of await this.#findRuns(this.#ack.experimentId!)) {
      if (twin.info.runId !== runId && twin.info.lifecycleStage === "active") {
        await this.#client.runs.delete(twin.info.runId);
      }
    }
    await this.#client.runs.update(runId, { status, endTime });
    this.#ack.ended = true;
  }

  async #do(entry: Line, group: readonly Line[]): Promise<void> {
    switch (entry.op) {
      case "damage":
        return this.#setAside(entry, new MlflowError("spool_damaged", "not a line of a journal"));
      case "start":
        return this.#start(entry);
      case "end":
        return this.end(entry.status, entry.time);
      case "inputs":
        return this.#client.runs.logInputs((await this.#run()).runId, entry.datasets);
      case "artifact": {
        const { artifactUri } = await this.#run();
        return this.#client.artifacts.upload(artifactUri, this.#file(entry.file), entry.path);
      }
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
    if (found) this.doubt();
  }

  async #logBatch(entries: readonly Line[]): Promise<void> {
    const { runId } = await this.#run();
    const batch = mergeEntries(entries);
    const metrics = this.#known ? await this.#known.without(batch.metrics ?? []) : batch.metrics;
    await this.#client.runs.logBatch(runId, { ...batch, metrics: metrics ?? [] });
  }

  async #run(): Promise<{ runId: string; artifactUri: string }> {
    const { runId } = this.#ack;
    if (!runId) {
      throw new MlflowError("spool_damaged", `${this.#paths.journal} does not begin with the start of a run`);
    }
    if (this.#artifactUri === undefined) {
      try {
        this.#artifactUri = (await this.#client.runs.get(runId)).info.artifactUri;
      } catch (error) {
        if (!hasCode(error, "not_found")) throw error;
        throw new MlflowError("not_active", `the server does not know the run ${runId} any more`, {
          cause: error,
          hint: `to send all of it to a new run, delete ${this.#paths.ack}`,
        });
      }
    }
    return { runId, artifactUri: this.#artifactUri };
  }

  /** Nests a run under its parent, which has to be on the server before. */
  async #parentTag(parent: string, experimentId: string): Promise<Record<string, string>> {
    const [run] = await this.#findRuns(experimentId, parent);
    if (run) return { "mlflow.parentRunId": run.info.runId };
    const { journal } = spoolPaths(dirname(this.#paths.journal), parent);
    if (existsSync(journal)) {
      throw new MlflowError(
        "parent_pending",
        `the run ${parent}, of which this one is a part, is not sent yet`,
      );
    }
    this.#onNote(
      `${this.#paths.spoolId}: the run ${parent}, of which this one is a part, is not on the server`,
    );
    return {};
  }

  /** Runs with a spool id, deleted ones included: what a person deleted must not come back. */
  async #findRuns(experimentId: string, spoolId = this.#paths.spoolId) {
    const filter = `tags.\`${SPOOL_TAG}\` = '${spoolId}'`;
    const query = { experimentIds: [experimentId], filter, runViewType: "ALL" as const, pageSize: 100 };
    const runs = await collect(this.#client.runs.search(query));
    return runs.sort((a, b) => Number(a.info.runId > b.info.runId) - Number(a.info.runId < b.info.runId));
  }

  #file(path: string): string {
    return resolve(this.#paths.folder, path);
  }

  async #setAside(entry: Line, error: MlflowError): Promise<void> {
    const line = JSON.stringify({ code: error.code, reason: error.message, entry });
    try {
      await mkdir(dirname(this.#paths.setAside), { recursive: true });
      await appendFile(this.#paths.setAside, `${line}\n`, { flush: true });
    } catch {} // the journal, which is kept, has the entry too
    this.#ack.setAside++;
    if (entry.op !== "damage") this.#aside.add(entry.seq);
    this.#onNote(`${this.#paths.spoolId}: set aside ${describe(entry)}: ${error.message}`);
  }
}

/** Whether asking again is in vain, but only for this operation. */
function isRefusedForGood(error: unknown): error is MlflowError {
  return (
    hasCode(error, "invalid", "bad_value", "already_exists", "unsafe_path", "file_failed") ||
    hasCode(error, "foreign_artifacts", "artifacts_off", "not_implemented")
  );
}

function describe(entry: Line): string {
  if (entry.op === "damage") return "a damaged line";
  if (entry.op === "artifact") return `the artifact ${entry.path}`;
  if (entry.op === "model") return `the model ${entry.model.name}`;
  return `${entry.op} (line ${entry.seq})`;
}

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
