import { announce, type RecordResult, recordSymbol } from "@lstm-predict/jobs/record";
import { logLiveScores } from "@lstm-predict/tracking";
import { interruptible } from "../../interrupt.ts";
import { cacheMode, openCovariates, openVix } from "../../options/data-options.ts";
import type { VixFlags } from "../../options/vix-option.ts";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import { webhook, withTrackRecord } from "../../settings/track-record.ts";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { liveMetrics } from "./live-metrics.ts";

/** What became of one symbol. */
export type Outcome = RecordResult | { symbol: string; error: { code: string; message: string } };

/** What became of all symbols. */
export interface RecordedAll {
  outcomes: Outcome[];
  /** Why alarms could not be sent; undefined if they were. */
  unsent?: Error | undefined;
}

interface Flags extends VixFlags {
  modelsDir: string;
  offline?: boolean;
  /** Whether to log live scores to MLflow. */
  track: boolean;
}

/** Settles and records all symbols, then tells of new alarms. A symbol that fails does not stop the others. */
export async function recordAll(
  terminal: Terminal,
  symbols: readonly string[],
  flags: Flags,
): Promise<RecordedAll> {
  const alarms = webhook();
  const models = await openModels(flags.modelsDir);
  const outcomes: Outcome[] = [];
  const { vix, offline } = flags;
  const access = { vix, ...(offline && { offline }) };
  const [loadVix, loadCovariate] = [openVix(terminal, access), openCovariates(terminal, access)];
  let unsent: Error | undefined;
  const counter = createCounter(terminal, symbols.length);
  await interruptible((signal) =>
    withTrackRecord(async (record) => {
      await record.ready();
      for (const symbol of symbols) {
        signal.throwIfAborted();
        counter.show(symbol);
        const options = {
          models,
          record,
          dataDir: paths.data,
          cache: cacheMode(flags),
          vix,
          loadVix,
          loadCovariate,
          signal,
        };
        const outcome = await recordSymbol(symbol, { ...options, now: Date.now() }).catch((error) =>
          failureOf(symbol, error),
        );
        outcomes.push(outcome);
        counter.done(`${symbol}: ${describe(outcome)}`);
      }
      if (flags.track) {
        const onNote = (note: string) => terminal.note(note);
        await logLiveScores({ mlrunsDir: paths.mlruns, onNote }, await liveMetrics(record, outcomes));
      }
      const onAlarm = (sentence: string) => terminal.warn(sentence);
      await announce(record, { webhook: alarms, onAlarm, signal }).catch((error) => {
        // What was recorded is told before the run fails.
        if (error.code !== "webhook") throw error;
        unsent = error;
      });
    }),
  ).finally(() => counter.close());
  const missing = outcomes.flatMap((outcome) => ("vixMissing" in outcome && outcome.vixMissing) || []);
  for (const line of new Set(missing)) terminal.note(line);
  for (const outcome of outcomes) {
    const warnings = ("networkWarnings" in outcome && outcome.networkWarnings) || {};
    for (const [version, warning] of Object.entries(warnings))
      terminal.warn(`${outcome.symbol} ${version}, ${warning}`);
  }
  return { outcomes, unsent };
}

/** Throws if a symbol was not recorded, or not each of its forecasts, or if an alarm was not sent. */
export function failIfUnrecorded({ outcomes, unsent }: RecordedAll): void {
  const failed = outcomes
    .filter((outcome) => "error" in outcome || outcome.unissued.length > 0)
    .map(({ symbol }) => symbol);
  if (failed.length > 0) throw new SomeFailed(failed, outcomes.length, unsent);
  if (unsent) throw unsent;
}

function failureOf(symbol: string, error: Error & { code?: unknown }): Outcome {
  // Without a code it is a bug, which keeps its stack trace.
  if (typeof error.code !== "string") throw error;
  return { symbol, error: { code: error.code, message: error.message } };
}

function describe(outcome: Outcome): string {
  if ("error" in outcome) return outcome.error.message;
  const { recorded, settled, restated, targetDate, late } = outcome;
  const forecasts = recorded.length === 0 ? "nothing new" : `${recorded.length} forecasts`;
  const again = restated > 0 ? `, ${restated} settled again` : "";
  return `${forecasts} of ${targetDate}${late ? ", which is over" : ""}; ${settled} settled${again}`;
}

/** Thrown at the end of a run in which some symbols failed. */
class SomeFailed extends Error {
  readonly code = "some_failed";

  constructor(failed: string[], all: number, unsent: Error | undefined) {
    const also = unsent ? `; ${unsent.message}` : "";
    super(`${failed.length} of ${all} symbols were not recorded, or in part: ${failed.join(", ")}${also}`);
  }
}
