import { join } from "node:path";
import {
  explore,
  fixed,
  percent,
  renderExploration,
  type Statistics,
  signedPercent,
} from "@lstm-predict/reports";
import { displayPath, writeWhole } from "@lstm-predict/storage";
import type { Command } from "commander";
import { addDataOptions, type DataFlags, loadSeries } from "../options/data-options.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface ExploreFlags extends DataFlags {
  symbol: string;
  out?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ pnpm explore --symbol AAPL
  $ pnpm explore --symbol ^GSPC --start 2000-01-01 --out gspc.html
  $ pnpm explore --symbol SPY --csv spy.csv
  $ pnpm --silent explore --symbol AAPL --json > aapl.json`;

export function addExploreCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("explore")
    .description(
      "draw the history of a symbol as one HTML page: returns, volatility, drawdowns, months, data quality",
    )
    .requiredOption("--symbol <symbol>", "as Yahoo spells it: AAPL, BRK-B, PETR4.SA, BTC-USD, ^GSPC");
  addDataOptions(command)
    .option("--out <file>", "file of the page (default: data/explore/<SYMBOL>.html)")
    .option(
      "--json",
      "print the statistics of the page as one JSON document on stdout, everything else on stderr",
    )
    .addHelpText("after", EXAMPLES)
    .action((flags: ExploreFlags) => run(terminal, flags));
}

async function run(terminal: Terminal, flags: ExploreFlags): Promise<void> {
  const series = await loadSeries(terminal, flags.symbol, flags);
  const { statistics, curves } = await explore(series);
  const file = flags.out ?? join(paths.data, "explore", `${series.symbol}.html`);
  terminal.note(`${series.symbol}: drawing ${statistics.bars.count} bars`);
  const page = await renderExploration(statistics, curves);
  await writeWhole(file, page);
  if (flags.json) return terminal.json({ report: file, ...statistics });
  terminal.result(`\n${headlines(statistics).join("\n")}\n\nReport      ${displayPath(file)}`);
}

function headlines({ adjusted, volatility, returns, drawdowns, autocorrelation }: Statistics): string[] {
  const lines = [`Return      ${signedPercent(adjusted.return)}`];
  if (adjusted.annualReturn !== null) lines[0] += `, ${signedPercent(adjusted.annualReturn)} a year`;
  if (volatility.annual !== null) lines[0] += `; volatility ${percent(volatility.annual)} a year`;
  const [worst] = returns.worst;
  const [beyond] = returns.beyond;
  if (worst && beyond) {
    lines.push(
      `Worst day   ${signedPercent(worst.return)} on ${worst.date}; ${beyond.days} of ${returns.count} days beyond ` +
        `${beyond.sigma} standard deviations, a normal distribution has ${fixed(beyond.expected, 1)}`,
    );
  }
  const [deepest] = drawdowns.deepest;
  if (deepest) {
    const recovery = deepest.recovery === null ? "not recovered yet" : `recovered on ${deepest.recovery}`;
    lines.push(
      `Drawdown    ${signedPercent(deepest.depth)} from ${deepest.peak} to ${deepest.trough}, ${recovery}`,
    );
  }
  const { lags, returns: direction, squaredReturns: size } = autocorrelation;
  if (direction && size) {
    lines.push(
      `Memory      returns leave the 95 % band at ${direction.outside} of ${lags} lags, squared returns at ${size.outside}`,
    );
  }
  return lines;
}
