import { listModels } from "@lstm-predict/registry";
import type { Role } from "@lstm-predict/track-record";
import type { Command } from "commander";
import { listSymbols } from "../../options/symbol-list.ts";
import type { VixFlags } from "../../options/vix-option.ts";
import { openModels } from "../../settings/open-models.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { failIfUnrecorded, type Outcome, recordAll } from "./record-all.ts";

export interface IssueFlags extends VixFlags {
  symbol?: string;
  symbolsFile?: string;
  modelsDir: string;
  offline?: boolean;
  track: boolean;
  json?: boolean;
}

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
  const recorded = await recordAll(terminal, symbols, flags);
  const { outcomes } = recorded;
  if (flags.json) terminal.json({ symbols: outcomes });
  else terminal.result(`\n${render(outcomes)}`);
  failIfUnrecorded(recorded);
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
