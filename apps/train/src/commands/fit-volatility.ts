import { join } from "node:path";
import { parseSymbol, symbolArgument } from "@lstm-predict/bars";
import { firstTestBar, type Refit, refit, type SymbolBars } from "@lstm-predict/evaluation";
import { displayPath, writeWhole } from "@lstm-predict/storage";
import { OWN_BARS, type PooledModel, SPY_MARKET } from "@lstm-predict/volatility";
import type { Command } from "commander";
import { addPeriodOptions, loadMany, offlineOption, type PeriodFlags } from "../options/data-options.ts";
import { readSymbols } from "../options/symbol-list.ts";
import { type VixFlags, vixOption } from "../options/vix-option.ts";
import { compareRefit, renderModel, renderRefitScores } from "../screens/volatility.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { gatherBars } from "./fit-volatility/gather.ts";

interface FitVolatilityFlags extends PeriodFlags, VixFlags {
  symbolsFile: string;
  market?: string;
  out: string;
  offline?: boolean;
  json?: boolean;
}

const EXAMPLES = `
The model is fitted on all but the last 15 % of the days of each symbol; these days score it beside the shipped model. Missing
bars are downloaded. A model with a market term is for study only: train and predict see the bars of one symbol.

Examples:
  $ pnpm fit-volatility --symbols-file symbols.txt
  $ pnpm fit-volatility --symbols-file symbols.txt --market SPY --out spy.json
  $ pnpm fit-volatility --symbols-file symbols.txt --vix off
  $ pnpm train --symbol PETR4.SA --volatility data/volatility.json`;

export function addFitVolatilityCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("fit-volatility")
    .description("refit the pooled volatility model on your own symbols")
    .requiredOption(
      "--symbols-file <file>",
      "a file with at least five symbols, one a line; # starts a comment",
    )
    .option("--market <symbol>", "add the volatility of this market, such as SPY, to the model")
    .option("--out <file>", "file of the model", join(paths.data, "volatility.json"));
  addPeriodOptions(command)
    .addOption(offlineOption())
    .addOption(vixOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: FitVolatilityFlags) => fitVolatility(terminal, command, flags));
}

async function fitVolatility(terminal: Terminal, command: Command, flags: FitVolatilityFlags): Promise<void> {
  const symbols = (await readSymbols(command, flags.symbolsFile)).map(parseSymbol);
  const market = flags.market === undefined ? null : parseSymbol(flags.market);
  const wanted = market === null ? symbols : [...symbols, market];
  const results = await loadMany(terminal, wanted, flags);
  const { bars, leftOut } = gatherBars(results, symbols, market);
  const missing = new Set(
    results.flatMap((result) => ("series" in result && result.series.vixMissing) || []),
  );
  for (const line of missing) terminal.note(line);
  for (const { symbol, reason } of leftOut) terminal.note(`${symbol} is left out: ${reason}`);
  const shipped = market === SPY_MARKET.market ? SPY_MARKET : OWN_BARS;
  const result = refit(bars, shipped, { market, fittedOn: describeBars(bars) });
  await writeWhole(flags.out, `${JSON.stringify(result.model, null, 2)}\n`);
  if (flags.json) return terminal.json({ file: flags.out, ...result, shipped, leftOut });
  report(terminal, result, shipped, flags.out);
}

/** The provenance of the model: dates and symbols of the fit. */
function describeBars(bars: readonly SymbolBars[]): string {
  const first = bars.map(({ dates }) => dates[0]!).sort()[0];
  const last = bars
    .map(({ dates }) => dates[firstTestBar(dates.length) - 1]!)
    .sort()
    .at(-1);
  const names = bars.map(({ symbol }) => symbol).join(", ");
  return `daily bars of Yahoo Finance, ${first} to ${last}, of ${bars.length} symbols: ${names}`;
}

function report(terminal: Terminal, result: Refit, shipped: PooledModel, out: string): void {
  const { model } = result;
  terminal.result(
    `\n${renderModel(model, shipped)}\n\n${renderRefitScores(result)}\n\n${compareRefit(result)}`,
  );
  terminal.result(`Fitted on ${model.provenance.fittedOn}`);
  terminal.result(`Written   ${displayPath(out)}`);
  if (model.market !== null) return;
  terminal.result(
    `\nNext: pnpm train --symbol ${symbolArgument(result.symbols[0]!.symbol)} --volatility ${displayPath(out)}`,
  );
}
