import { setTimeout } from "node:timers/promises";
import { parseSymbol } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { openStore } from "@lstm-predict/registry";
import { JobError } from "../errors.ts";
import type { Job, RetrainSymbolJob } from "../job.ts";
import type { LocalSettings } from "../local/host.ts";
import { performApart } from "../local/perform-apart.ts";
import type { Results } from "../perform.ts";
import { busyResult } from "../retrain/busy.ts";
import { SymbolClaims } from "../retrain/claims.ts";
import { failure } from "../retrain/failure.ts";
import type { Result } from "../retrain/types.ts";
import type { Failure } from "./queued-job.ts";

/** How often to look for the end of another worker. */
const LOOK_MS = 1000;

/** Where and how queued jobs are performed. */
export interface PerformOptions {
  settings: LocalSettings;
  /** Threads of each job. */
  threads: number;
  /** Named in claims, for people. */
  holder: string;
  /** How long the claim of a symbol in a remote store outlives a dead holder. */
  claimSeconds: number;
}

/** What a job came to. */
export type Performed = { cpuSeconds?: number } & (
  | { result: Results[keyof Results]; failure?: undefined }
  | { failure: Failure }
);

interface Watch {
  /** Whether another worker had the job before, and may be at work still: then it is waited for. */
  isRepeated: boolean;
  signal: AbortSignal;
  onProgress(what: string, part: number): void;
}

/**
 * Performs a job in a process of its own. A retraining first claims its symbol in the store, so that no other fleet or machine
 * publishes the same; the claim of a dead holder is waited for.
 *
 * @throws what the signal aborted with, or Interrupted; every other error is a failure
 */
export async function performQueued(job: Job, options: PerformOptions, watch: Watch): Promise<Performed> {
  try {
    checkNames(job);
    return job.kind === "retrain-symbol"
      ? await retrainClaimed(job, options, watch)
      : await apart(job, options, watch);
  } catch (error) {
    watch.signal.throwIfAborted();
    if (isInterrupted(error)) throw error;
    return { failure: failure("", error).error };
  }
}

/**
 * Refuses names that would be paths: whoever may write into the queue may not choose files.
 *
 * @throws BarsError `bad_symbol`; JobError `bad_job`
 */
function checkNames(job: Job): void {
  if ("symbol" in job) parseSymbol(job.symbol);
  if ("bars" in job) parseSymbol(job.bars.symbol);
  if ("plan" in job) parseSymbol(job.plan.symbol);
  if ("folder" in job && !/^[\w-]{1,100}$/.test(job.folder))
    throw new JobError("bad_job", `folder is ${quote(job.folder)}: expected letters, digits, "-" and "_"`);
}

async function apart(job: Job, { settings, threads }: PerformOptions, watch: Watch): Promise<Performed> {
  const { result, cpuSeconds } = await performApart(job, { settings, threads, ...watch });
  return { result, cpuSeconds };
}

async function retrainClaimed(
  job: RetrainSymbolJob,
  options: PerformOptions,
  watch: Watch,
): Promise<Performed> {
  const { settings, threads, holder, claimSeconds: seconds } = options;
  const { symbol } = job;
  const store = await openStore({ url: settings.storeUrl, modelsDir: settings.modelsDir });
  const claims = new SymbolClaims(store, settings.dataDir);
  const take = () => claims.take(symbol, { holder, seconds, wait: watch.signal });
  let claim = await take();
  while (!claim && watch.isRepeated) {
    await setTimeout(LOOK_MS, undefined, { signal: watch.signal });
    claim = await take();
  }
  if (!claim) return { result: busyResult(symbol) };
  try {
    const signal = AbortSignal.any([watch.signal, claim.lost]);
    const claimed = { ...job, claim: claim.token };
    const { result, notes, cpuSeconds } = await performApart(claimed, {
      settings,
      threads,
      ...watch,
      signal,
    });
    const row: Result = { ...result, ...(notes.length > 0 && { notes }) };
    return row.error ? { cpuSeconds, failure: { ...row.error, result: row } } : { cpuSeconds, result: row };
  } catch (error) {
    watch.signal.throwIfAborted();
    if (isInterrupted(error) && !claim.lost.aborted) throw error;
    return { failure: failureOf(symbol, claim.lost, error) };
  } finally {
    const released = claims.release(symbol);
    // A store that is out of reach answers after minutes, and others may do the job meanwhile.
    if (claim.lost.aborted) released.catch(() => {});
    else await released;
  }
}

/** Whether Ctrl-C ended the process of a job, which a terminal sends to all processes of a worker. */
export function isInterrupted(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "interrupted";
}

/** The failure of a symbol, with its row of the summary. */
function failureOf(symbol: string, lost: AbortSignal, error: unknown): Failure {
  const message = `${symbol} was cut off from the store for too long, and another run may have it`;
  const row = failure(symbol, lost.aborted ? new JobError("claim_lost", message) : error);
  return { ...row.error, result: row };
}
