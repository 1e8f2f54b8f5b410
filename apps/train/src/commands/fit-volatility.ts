import { join } from "node:path";
import { parseSymbol, symbolArgument } from "@lstm-predict/bars";
import {
  firstTestBar,
  type Refit,
  refit,
  refitTable,
  type SymbolBars,
  type TableRefit,
} from "@lstm-predict/evaluation";
import { displayPath, writeWhole } from "@lstm-predict/storage";
import { OWN_BARS, type PooledModel, SHIPPED, SPY_MARKET } from "@lstm-predict/volatility";
import type { Command } from "commander";
import { addPeriodOptions, loadMany, offlineOption, type PeriodFlags } from "../options/data-options.ts";
import { readSymbols } from "../options/symbol-list.ts";
import { type VixFlags, vixOption } from "../options/vix-option.ts";
import { compareRefit, renderModel, renderRefitScores } from "../screens/volatility.ts";
import { describeFitted, renderHorizons, renderTable } from "../screens/volatility-table.ts";
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
The models of the next 1 to 20 sessions, with closes of ^VIX where they are known and without, are fitted on all but the last 15 %
of the days of each symbol; these days score them beside the shipped models, 1, 5 and 20 sessions ahead. Missing bars are downloaded.
With --market the model is of the next session alone, and for study: train and predict see the bars of one symbol.

Examples:
  $ pnpm fit-volatility --symbols-file symbols.txt
  $ pnpm fit-volatility --symbols-file symbols.txt --market SPY --out spy.json
  $ pnpm fit-volatility --symbols-file symbols.txt --vix off
  $ pnpm train --symbol PETR4.SA --volatility data/volatility.json`;

export function addFitVolatilityCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("fit-volatility")
    .description("refit the pooled volatility models on your own symbols")
    .requiredOption(
      "--symbols-file <file>",
      "a file with at least five symbols, one a line; # starts a comment",
    )
    .option(
      "--market <symbol>",
      "add the volatility of this market, such as SPY, to a model of the next session",
    )
    .option("--out <file>", "file of the models", join(paths.data, "volatility.json"));
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
  const provenance = { fittedOn: describeBars(bars) };
  const done = market === null ? refitAll(bars, provenance) : refitWithMarket(bars, market, provenance);
  await writeWhole(flags.out, `${JSON.stringify(done.result.model, null, 2)}\n`);
  if (flags.json) return terminal.json({ file: flags.out, ...done.result, shipped: done.shipped, leftOut });
  terminal.result(`\n${done.screen()}`);
  terminal.result(`Fitted on ${provenance.fittedOn}`);
  terminal.result(`Written   ${displayPath(flags.out)}`);
  if (market !== null) return;
  terminal.result(
    `\nNext: pnpm train --symbol ${symbolArgument(bars[0]!.symbol)} --volatility ${displayPath(flags.out)}`,
  );
}

/** The models of all horizons. */
function refitAll(bars: readonly SymbolBars[], provenance: { fittedOn: string }) {
  const result: TableRefit = refitTable(bars, SHIPPED, provenance);
  const screen = () =>
    [
      renderTable(result, SHIPPED),
      renderRefitScores(result),
      renderHorizons(result),
      `${compareRefit(result)}\n${describeFitted(result)}`,
    ].join("\n\n");
  return { result, shipped: SHIPPED, screen };
}

/** The model of the next session with a market, for study. */
function refitWithMarket(bars: readonly SymbolBars[], market: string, provenance: { fittedOn: string }) {
  const shipped: PooledModel = market === SPY_MARKET.market ? SPY_MARKET : OWN_BARS;
  const result: Refit<PooledModel> = refit(bars, shipped, { market, ...provenance });
  const screen = () =>
    [renderModel(result.model, shipped), renderRefitScores(result), compareRefit(result)].join("\n\n");
  return { result, shipped, screen };
}

/** The provenance of the models: dates and symbols of the fit. */
function describeBars(bars: readonly SymbolBars[]): string {
  const first = bars.map(({ dates }) => dates[0]!).sort()[0];
  const last = bars
    .map(({ dates }) => dates[firstTestBar(dates.length) - 1]!)
    .sort()
    .at(-1);
  const names = bars.map(({ symbol }) => symbol).join(", ");
  return `daily bars of Yahoo Finance, ${first} to ${last}, of ${bars.length} symbols: ${names}`;
}
