import { Command, CommanderError } from "commander";
import { addBacktestCommand } from "./commands/backtest.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addExploreCommand } from "./commands/explore.ts";
import { addExportCommand } from "./commands/export.ts";
import { addFetchCommand } from "./commands/fetch.ts";
import { addFitVolatilityCommand } from "./commands/fit-volatility.ts";
import { addImportCommand } from "./commands/import.ts";
import { addJobsCommand } from "./commands/jobs.ts";
import { addMlflowCommand } from "./commands/mlflow.ts";
import { addModelsCommand } from "./commands/models.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addPromoteCommand } from "./commands/promote.ts";
import { addRecordCommand } from "./commands/record.ts";
import { addReportCommand } from "./commands/report.ts";
import { addRetrainCommand } from "./commands/retrain.ts";
import { addRunsCommand } from "./commands/runs.ts";
import { addTrainCommand } from "./commands/train.ts";
import { addTuneCommand } from "./commands/tune.ts";
import { Terminal } from "./terminal/terminal.ts";

/** Exit code of a usage error. */
const USAGE = 2;

/** Runs one command line and returns its exit code: 0, 1 after a failure, 2 after a usage error, 130 after an interrupt. */
export async function run(args: string[], terminal = new Terminal()): Promise<number> {
  const program = new Command("lstm-predict")
    .description(
      'Train an LSTM on daily bars and forecast the next close, with "tomorrow = today" beside every score.',
    )
    .showHelpAfterError("(--help shows what is legal)")
    .exitOverride()
    // A command and its subcommands may have options of the same name.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => terminal.print(text),
      writeErr: (text) => terminal.print(text, terminal.stderr),
    });
  addTrainCommand(program, terminal);
  addEvaluateCommand(program, terminal);
  addReportCommand(program, terminal);
  addBacktestCommand(program, terminal);
  addTuneCommand(program, terminal);
  addPredictCommand(program, terminal);
  addPromoteCommand(program, terminal);
  addRetrainCommand(program, terminal);
  addRecordCommand(program, terminal);
  addJobsCommand(program, terminal);
  addModelsCommand(program, terminal);
  addExportCommand(program, terminal);
  addImportCommand(program, terminal);
  addRunsCommand(program, terminal);
  addMlflowCommand(program, terminal);
  addFetchCommand(program, terminal);
  addFitVolatilityCommand(program, terminal);
  addExploreCommand(program, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    terminal.error(describe(error as Error));
    return (error as { exitCode?: number }).exitCode ?? 1;
  }
}

/** One line for an error with a code, which the user can fix; the stack trace for any other, which is a bug. */
function describe(error: Error & { code?: unknown }): string {
  return typeof error.code === "string"
    ? error.message.replaceAll(/\s*\n\s*/g, " ")
    : (error.stack ?? String(error));
}
