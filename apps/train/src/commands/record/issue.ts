import { announce, type RecordResult, recordSymbol } from "@lstm-predict/jobs/record";
import { listModels } from "@lstm-predict/registry";
import type { RaisedAlarm, Role } from "@lstm-predict/track-record";
import { logLiveScores } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { interruptible } from "../../interrupt.ts";
import { cacheMode } from "../../options/data-options.ts";
import { listSymbols } from "../../options/symbol-list.ts";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import { webhook, withTrackRecord } from "../../settings/track-record.ts";
import { createCounter } from "../../terminal/counter.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { liveMetrics } from "./live-metrics.ts";

export interface IssueFlags {
  symbol?: string;
  symbolsFile?: string;
  modelsDir: string;
  offline?: boolean;
  track: boolean;
  json?: boolean;
}

/** What became of one symbol. */
type Outcome = RecordResult | { symbol: string; error: { code: string; message: string } };

/** Settles and records all symbols; one that fails does not stop the others. */
export async function issueAll(terminal: Terminal, command: Command, flags: IssueFlags): Promise<void> {
  const models = await openModels(flags.modelsDir);
  const symbols =
    flags.symbol === undefined && flags.symbolsFile === undefined
      ? (await listModels(models)).filter(({ champion }) => champion).map(({ symbol }) => symbol)
      : await listSymbols(command, "--symbol", flags.symbol, flags.symbolsFile);
  if (symbols.length === 0)
    command.error("error: no symbol has a champion: train one, or name symbols with --symbol", {
      exitCode: 2,
    });
  const outcomes: Outcome[] = [];
  let alarms: RaisedAlarm[] = [];
  const counter = createCounter(terminal, symbols.length);
  await interruptible((signal) =>
    withTrackRecord(async (record) => {
      await record.ready();
      for (const symbol of symbols) {
        signal.throwIfAborted();
        counter.show(symbol);
        const options = { models, record, dataDir: paths.data, cache: cacheMode(flags), signal };
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
      alarms = await announce(record, { webhook: webhook(), onAlarm, signal });
    }),
  ).finally(() => counter.close());
  if (flags.json) terminal.json({ symbols: outcomes, alarms });
  else terminal.result(`\n${render(outcomes)}`);
  const failed = outcomes
    .filter((outcome) => "error" in outcome || outcome.unissued.length > 0)
    .map(({ symbol }) => symbol);
  if (failed.length > 0) throw new SomeFailed(failed, symbols.length);
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

const NAMES: Record<Role, string> = {
  champion: "champion",
  challenger: "challenger",
  zeroShot: "zero-shot",
  har: "HAR",
};

function render(outcomes: readonly Outcome[]): string {
  const table = plainTable(
    ["symbol", "day", "recorded", "settled", "left open"],
    ["left", "left", "left", "right", "right"],
  );
  for (const outcome of outcomes) {
    if ("error" in outcome) {
      table.push([outcome.symbol, "", "failed", "", ""]);
      continue;
    }
    const { symbol, targetDate, recorded, settled, restated, open, late } = outcome;
    const roles = recorded.map((role) => NAMES[role]).join(", ") || "known";
    table.push([
      symbol,
      `${targetDate}${late ? " (over)" : ""}`,
      roles,
      restated > 0 ? `${settled} and ${restated} again` : String(settled),
      String(open),
    ]);
  }
  const errors = outcomes.flatMap((outcome) =>
    "error" in outcome
      ? [`\n${outcome.symbol}: ${outcome.error.message}`]
      : outcome.unissued.map(
          ({ role, error }) =>
            `\n${outcome.symbol}: the forecast of the ${NAMES[role]} is missing: ${error.message}`,
        ),
  );
  return [table.toString(), ...errors].join("\n");
}

/** Thrown at the end of a run in which some symbols failed. */
class SomeFailed extends Error {
  readonly code = "some_failed";

  constructor(failed: string[], all: number) {
    super(`${failed.length} of ${all} symbols were not recorded, or in part: ${failed.join(", ")}`);
  }
}
