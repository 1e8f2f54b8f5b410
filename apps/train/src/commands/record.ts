import { type Command, Option } from "commander";
import { offlineOption } from "../options/data-options.ts";
import { vixOption } from "../options/vix-option.ts";
import { wholeNumber } from "../options/whole-number.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { exportRecord } from "./record/export.ts";
import { type IssueFlags, issueAll } from "./record/issue.ts";
import { list } from "./record/list.ts";
import { score } from "./record/score.ts";
import { parseHead, verify } from "./record/verify.ts";

const EXAMPLES = `
Settles the forecasts on record with the newest bars, then records those of the next session: of every champion, of forecasters
without a network, and of the model that lost to the champion last. Run it after the close, every evening; twice is once.
The record is TRACK_RECORD=postgres://user:password@host/database, or data/track-record.sqlite.

Examples:
  $ pnpm record
  $ pnpm record --symbol AAPL,KO --json
  $ pnpm record --vix off
  $ pnpm record score
  $ pnpm record score --symbol AAPL --by month
  $ pnpm record list --symbol AAPL --days 10
  $ pnpm record export --out record.parquet
  $ pnpm record verify --head 5120:3f2a...   # the head that an earlier verify printed
  $ pnpm record verify --rebuild             # and compute summaries again`;

export function addRecordCommand(program: Command, terminal: Terminal): void {
  const record = program
    .command("record")
    .description("record forecasts as issued, and settle them against what came")
    .option("--symbol <list>", "only these symbols, separated by commas; default: all that have a champion")
    .option("--symbols-file <file>", "a file with one symbol a line; # starts a comment")
    .option("--models-dir <dir>", "the models folder", paths.models)
    .addOption(offlineOption())
    .addOption(vixOption())
    .option("--no-track", "do not log live scores to the runs in MLflow")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES);
  record.action((flags: IssueFlags) => issueAll(terminal, record, flags));
  const add = (name: string, description: string) => record.command(name).description(description);
  const horizon = () =>
    new Option("--horizon <sessions>", "forecasts so many sessions ahead")
      .argParser(wholeNumber(1))
      .default(1);
  add("list", "list forecasts as issued beside what came, newest first")
    .requiredOption("--symbol <symbol>", "of this symbol")
    .option("--days <n>", "so many of the last days", wholeNumber(1), 20)
    .addOption(horizon())
    .option("--json", "print one JSON document on stdout")
    .action((flags) => list(terminal, flags));
  add("score", "score what was settled, beside naive and forecasters without a network")
    .option("--symbol <symbol>", "of this symbol; default: one line for each")
    .addOption(
      new Option("--by <what>", "with --symbol, a line for each of these")
        .choices(["version", "month"])
        .default("version"),
    )
    .addOption(horizon())
    .option("--json", "print one JSON document on stdout")
    .action((flags) => score(terminal, flags));
  add("export", "write the whole record into a file")
    .requiredOption("--out <file>", "a file that ends in .csv or .parquet")
    .action((flags) => exportRecord(terminal, flags));
  add("verify", "check that no row was changed, removed or added between others")
    .option(
      "--head <head>",
      "entries:hash, as an earlier verify printed it: then nothing was cut off either",
      parseHead,
    )
    .option("--rebuild", "then compute summaries and the monitor's counts again")
    .option("--json", "print one JSON document on stdout")
    .action((flags) => verify(terminal, flags));
}
